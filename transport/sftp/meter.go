package sftp

import (
	"encoding/binary"
	"io"
	"sync"
)

// Packet types of the SSH File Transfer Protocol, version 3
// (draft-ietf-secsh-filexfer-02, section 3), as far as an upload needs them.
const (
	packetOpen   = 3
	packetClose  = 4
	packetWrite  = 6
	packetStatus = 101
	statusOK     = 0
)

// A meter reads along on both directions of an SFTP session and keeps the books
// that the client library does not: which bytes the server has acknowledged, and
// what may be on it. It changes nothing.
//
// Every write is answered by one status (section 7); between a request and its
// answer the request is in waiting.
type meter struct {
	onReply func(acknowledged int64) // set before the session starts

	mu       sync.Mutex
	waiting  map[uint32]request
	acked    int64
	opened   bool // an open was handed to the network
	unopened bool // and the server refused it
	refused  bool // the server answered a request with anything but OK
}

type request struct {
	kind  byte
	bytes int64 // of the file, in a write
}

func (m *meter) acknowledged() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.acked
}

// uncertain holds as soon as the server may have created the file.
func (m *meter) uncertain() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.opened && !m.unopened
}

func (m *meter) wasRefused() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.refused
}

// sent takes note of a request before it goes out, so that its answer can never
// be faster than the note.
func (m *meter) sent(h header) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := request{kind: h.kind}
	switch h.kind {
	case packetOpen:
		m.opened = true
	case packetWrite:
		// After the header come the handle, of the length in h.word, the
		// offset (8 bytes), the length of the data (4), and the data.
		r.bytes = int64(h.size) - 9 - int64(h.word) - 12
	}
	if m.waiting == nil {
		m.waiting = make(map[uint32]request)
	}
	m.waiting[h.id] = r
}

func (m *meter) received(h header) {
	m.mu.Lock()
	r, known := m.waiting[h.id]
	delete(m.waiting, h.id)
	if known && h.kind == packetStatus {
		if h.word == statusOK {
			m.acked += r.bytes
		} else {
			m.refused = true
			m.unopened = m.unopened || r.kind == packetOpen
		}
	}
	acked := m.acked
	m.mu.Unlock()
	if known && m.onReply != nil {
		m.onReply(acked)
	}
}

// A header is the start of a packet: length of what follows the length, type,
// request id, and one more word, which in a status is its code and in a write
// the length of the handle.
type header struct {
	size     uint32
	kind     byte
	id, word uint32
}

const headerLen = 13

// frames cuts a byte stream, however it is portioned, into packets and reports
// their headers. Packets too short for one (the greetings) are skipped.
type frames struct {
	report func(header)
	head   [headerLen]byte
	n      int   // bytes of head that are filled
	skip   int64 // bytes of the packet still to pass by
}

func (f *frames) feed(p []byte) {
	for len(p) > 0 {
		if f.skip > 0 {
			pass := min(f.skip, int64(len(p)))
			f.skip -= pass
			p = p[pass:]
			continue
		}
		want := 4
		if f.n >= 4 {
			want = headerLen
		}
		c := copy(f.head[f.n:want], p)
		f.n += c
		p = p[c:]
		f.step()
	}
}

func (f *frames) step() {
	size := binary.BigEndian.Uint32(f.head[:])
	switch {
	case f.n == 4 && size < headerLen-4:
		f.n, f.skip = 0, int64(size)
	case f.n == headerLen:
		f.n, f.skip = 0, int64(size)-(headerLen-4)
		f.report(header{
			size: size,
			kind: f.head[4],
			id:   binary.BigEndian.Uint32(f.head[5:]),
			word: binary.BigEndian.Uint32(f.head[9:]),
		})
	}
}

// meteredReader and meteredWriter put a meter on the two ends of a session.
type meteredReader struct {
	io.Reader
	frames frames
}

func (r *meteredReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.frames.feed(p[:n])
	return n, err
}

type meteredWriter struct {
	io.WriteCloser
	frames frames
}

func (w *meteredWriter) Write(p []byte) (int, error) {
	w.frames.feed(p)
	return w.WriteCloser.Write(p)
}
