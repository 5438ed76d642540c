package archive_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/seed-21142606/asm/archive"
)

// roster is some n bytes of the kind that fills an archive: identifiers at random.
func roster(n int) []byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	b := bytes.NewBufferString("roster_id,class_id,student_id\n")
	for b.Len() < n {
		fmt.Fprintf(b, "r-%08x-%08x,c-%06d,s-%08x\n", rnd.Uint32(), rnd.Uint32(), rnd.IntN(5000), rnd.Uint32())
	}
	return b.Bytes()
}

func BenchmarkWriter(b *testing.B) {
	data := roster(8 << 20)
	for _, name := range []string{"asm", "std"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				var c creator = archive.NewWriter(io.Discard, nil)
				if name == "std" {
					c = zipWriter()
				}
				w, err := c.Create("rosters.csv")
				if err != nil {
					b.Fatal(err)
				}
				w.Write(data)
				if err := c.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// zipWriter is archive/zip at the level that archive.Writer uses.
func zipWriter() *zip.Writer {
	z := zip.NewWriter(io.Discard)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.DefaultCompression)
	})
	return z
}

func BenchmarkReader(b *testing.B) {
	data := roster(8 << 20)
	packed := packed(b, nil, file{"rosters.csv", string(data)})
	read := func(b *testing.B, open func() (io.ReadCloser, error)) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			f, err := open()
			if err != nil {
				b.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, f); err != nil || n != int64(len(data)) {
				b.Fatal(n, err)
			}
			f.Close()
		}
	}
	b.Run("asm", func(b *testing.B) {
		read(b, func() (io.ReadCloser, error) {
			return mustRead(b, packed).Open("rosters.csv")
		})
	})
	b.Run("std", func(b *testing.B) {
		read(b, func() (io.ReadCloser, error) {
			z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
			if err != nil {
				return nil, err
			}
			return z.Open("rosters.csv")
		})
	})
}
