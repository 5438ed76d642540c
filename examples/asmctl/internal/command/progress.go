package command

import (
	"context"
	"io"
	"io/fs"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long a step may take before it shows a bar.
const patience = time.Second

// A meter shows how far a step has come, once it takes longer than a moment. It
// may be used by several goroutines.
type meter struct {
	mu    sync.Mutex
	bar   *progressbar.ProgressBar // nil shows nothing
	total int64                    // bytes, -1 if unknown
	done  int64
}

// meter returns one for a step over total bytes, -1 if nobody knows how many.
// Call its stop when the step is over.
func (c *runner) meter(label string, total int64) *meter {
	m := &meter{total: total}
	if c.env.Progress && total != 0 {
		m.bar = newBar(&lateWriter{w: c.env.Err, from: time.Now().Add(patience)}, label, total)
	}
	return m
}

func newBar(w io.Writer, label string, total int64) *progressbar.ProgressBar {
	bar := progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(label),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetSpinnerChangeInterval(0), // else a goroutine of its own draws the bar after its end
	)
	bar.StartWithoutRender()
	return bar
}

// add counts n more bytes.
func (m *meter) add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(m.done + int64(n))
}

// reach says that done bytes are done. It fits the Progress of a transport.
func (m *meter) reach(done, _ int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(done)
}

func (m *meter) set(done int64) {
	m.done = done
	if m.bar == nil {
		return
	}
	if m.total >= 0 {
		done = min(done, m.total-1) // a full bar would start a new line
	}
	m.bar.Set64(done)
}

// stop wipes the bar away.
func (m *meter) stop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bar != nil {
		m.bar.Clear()
		m.bar = nil
	}
}

// A lateWriter drops what is written before a certain time.
type lateWriter struct {
	w    io.Writer
	from time.Time
}

func (l *lateWriter) Write(p []byte) (int, error) {
	if time.Now().Before(l.from) {
		return len(p), nil
	}
	return l.w.Write(p)
}

// A meteredFS counts what is read from its files, and reads no more when ctx has
// ended.
type meteredFS struct {
	fs.FS
	ctx   context.Context
	meter *meter
}

func (f meteredFS) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || info.IsDir() {
		return file, nil // which has to stay a ReadDirFile
	}
	return meteredFile{file, f.ctx, f.meter}, nil
}

type meteredFile struct {
	fs.File
	ctx   context.Context
	meter *meter
}

func (f meteredFile) Read(p []byte) (int, error) {
	if f.ctx.Err() != nil {
		return 0, context.Cause(f.ctx)
	}
	n, err := f.File.Read(p)
	f.meter.add(n)
	return n, err
}

// A meteredWriter counts what is written to a file.
type meteredWriter struct {
	io.Writer
	meter *meter
}

func (w meteredWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.meter.add(n)
	return n, err
}

// weight returns how many bytes the files at the root of fsys hold, or -1 if
// that cannot be told.
func weight(fsys fs.FS) int64 {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return -1
	}
	var total int64
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return -1
		}
		if info.Mode().IsRegular() {
			total += info.Size()
		}
	}
	return total
}
