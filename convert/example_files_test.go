package convert_test

import (
	"io"
	"testing/fstest"
)

// files is a Creator that fills a file system in memory.
type files fstest.MapFS

func (f files) Create(name string) (io.Writer, error) {
	f[name] = new(fstest.MapFile)
	return (*content)(f[name]), nil
}

type content fstest.MapFile

func (c *content) Write(p []byte) (int, error) {
	c.Data = append(c.Data, p...)
	return len(p), nil
}
