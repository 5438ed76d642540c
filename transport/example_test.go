package transport_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/seed-21142606/asm/transport"
)

// A drop folder on this machine, which another program sends on.
func ExampleDir() {
	folder, err := os.MkdirTemp("", "drop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	archive := []byte("the bytes of a ZIP archive")
	dir := &transport.Dir{Path: folder}
	receipt, err := dir.Upload(context.Background(), "roster.zip", bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d bytes, SHA-256 %x…\n", receipt.Name, receipt.Bytes, receipt.SHA256[:4])
	// Output: roster.zip: 26 bytes, SHA-256 c1186e98…
}

// flaky is an Uploader that reaches its receiver only at the third try.
type flaky struct{ tries int }

func (f *flaky) Upload(_ context.Context, name string, _ io.ReaderAt, size int64) (transport.Receipt, error) {
	if f.tries++; f.tries < 3 {
		return transport.Receipt{}, &transport.Error{Op: "connect", Err: transport.ErrConnection}
	}
	return transport.Receipt{Name: name, Bytes: size}, nil
}

// Five tries, a millisecond apart, as long as nothing can have been delivered.
func ExampleRetry() {
	server := &flaky{}
	uploader := transport.Retry(server, 5, func(int) time.Duration { return time.Millisecond })
	receipt, err := uploader.Upload(context.Background(), "roster.zip", bytes.NewReader(nil), 0)
	fmt.Println(receipt.Name, err, server.tries)
	// Output: roster.zip <nil> 3
}

// What to tell the people who run the upload.
func ExampleError() {
	err := error(&transport.Error{Op: "close", Uncertain: true, Err: transport.ErrConnection})

	failed, ok := errors.AsType[*transport.Error](err)
	switch {
	case errors.Is(err, transport.ErrHostKey):
		fmt.Println("Call the operator of the server.")
	case errors.Is(err, transport.ErrLogin):
		fmt.Println("Enter the password again.")
	case ok && failed.Uncertain:
		fmt.Println("Look under Activity before you send it again.")
	default:
		fmt.Println("Nothing was sent; try later.")
	}
	// Output: Look under Activity before you send it again.
}

func ExampleCheckName() {
	fmt.Println(transport.CheckName("roster.zip"))
	fmt.Println(transport.CheckName("in/roster.zip"))
	// Output:
	// <nil>
	// not a plain file name: it holds a slash; the folder is set on the transport
}

func ExampleCheckBody() {
	body := bytes.NewReader([]byte("only 14 bytes."))
	fmt.Println(transport.CheckBody(body, 14))
	fmt.Println(transport.CheckBody(body, 15))
	// Output:
	// <nil>
	// the file to send cannot be read in full: at byte 14: unexpected EOF
}
