package archive_test

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"testing/fstest"

	"github.com/seed-21142606/asm/archive"
)

func ExampleNewWriter() {
	var zip bytes.Buffer // or a file, or a pipe
	w := archive.NewWriter(&zip, nil)
	for _, name := range []string{"locations.csv", "students.csv"} {
		f, err := w.Create(name)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(f, "content of", name)
	}
	_, err := w.Create("Students.csv")
	fmt.Println(err)
	if err := w.Close(); err != nil { // reports every write that failed
		log.Fatal(err)
	}
	// Output:
	// archive: "Students.csv": name was used before; letter case makes no difference
}

// Any deflate can take the place of the standard library's.
func ExampleWriterOptions() {
	w := archive.NewWriter(io.Discard, &archive.WriterOptions{
		Compressor: func(w io.Writer) (io.WriteCloser, error) {
			return flate.NewWriter(w, flate.BestSpeed)
		},
	})
	fmt.Println(w.Close())
	// Output:
	// <nil>
}

func ExampleWriteFS() {
	bundle := fstest.MapFS{ // or os.DirFS, or a Reader
		"students.csv": {Data: []byte("person_id\np-1\n")},
		"classes.csv":  {Data: []byte("class_id\nc-1\n")},
		".DS_Store":    {},
	}
	var zip bytes.Buffer
	if err := archive.WriteFS(&zip, bundle, nil); err != nil {
		log.Fatal(err)
	}
	r, err := archive.NewReader(bytes.NewReader(zip.Bytes()), int64(zip.Len()), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Names())
	// Output:
	// [classes.csv students.csv]
}

func ExampleNewReader() {
	zip := zipOf("export/students.csv", "export/classes.csv", "__MACOSX/export/._classes.csv")
	r, err := archive.NewReader(bytes.NewReader(zip), int64(len(zip)), &archive.Limits{MaxEntries: 100})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("at the root:", r.Names())
	fmt.Println("in a folder:", r.InFolder())
	fmt.Println("ignored:", r.Ignored())
	if dir, ok := r.CommonFolder(); ok {
		bundle, err := fs.Sub(r, dir)
		if err != nil {
			log.Fatal(err)
		}
		content, err := fs.ReadFile(bundle, "students.csv")
		fmt.Printf("%q %v\n", content, err)
	}
	// Output:
	// at the root: []
	// in a folder: [export/students.csv export/classes.csv]
	// ignored: [__MACOSX/export/._classes.csv]
	// "content of export/students.csv" <nil>
}

func ExampleEntryError() {
	zip := zipOf("students.csv", "../staff.csv")
	_, err := archive.NewReader(bytes.NewReader(zip), int64(len(zip)), nil)
	var fault *archive.EntryError
	if errors.As(err, &fault) && errors.Is(err, archive.ErrName) {
		fmt.Printf("%q was refused: %s\n", fault.Name, fault.Reason)
	}
	// Output:
	// "../staff.csv" was refused: path is absolute or has an empty, "." or ".." part
}

func ExampleOpenReader() {
	_, err := archive.OpenReader("no-such.zip", nil)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output:
	// true
}

func ExampleDigest() {
	old := fstest.MapFS{"students.csv": {Data: []byte("person_id\np-1\n")}}
	var zip bytes.Buffer
	if err := archive.WriteFS(&zip, old, nil); err != nil {
		log.Fatal(err)
	}
	r, err := archive.NewReader(bytes.NewReader(zip.Bytes()), int64(zip.Len()), nil)
	if err != nil {
		log.Fatal(err)
	}
	before, err := archive.Digest(old)
	if err != nil {
		log.Fatal(err)
	}
	after, err := archive.Digest(r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("nothing new:", before == after)
	// Output:
	// nothing new: true
}

func ExampleCreateDir() {
	parent, err := os.MkdirTemp("", "bundle")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(parent)

	d, err := archive.CreateDir(filepath.Join(parent, "out"))
	if err != nil {
		log.Fatal(err)
	}
	defer d.Abort() // on the way out after an error: leaves no half file

	f, err := d.Create("students.csv")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(f, "person_id\np-1\n")
	if err := d.Close(); err != nil {
		log.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(parent, "out", "students.csv"))
	fmt.Printf("%q %v\n", content, err)
	// Output:
	// "person_id\np-1\n" <nil>
}

// zipOf is an archive as others might make it.
func zipOf(names ...string) []byte {
	var z rawZip
	for _, name := range names {
		z.entries = append(z.entries, rawEntry{name: name, content: "content of " + name, deflate: true})
	}
	return z.bytes()
}
