package sftp

import (
	"encoding/binary"
	"slices"
	"testing"
)

// frame builds a packet: type, id, one more word, then n bytes.
func frame(kind byte, id, word uint32, n int) []byte {
	p := binary.BigEndian.AppendUint32(nil, uint32(headerLen-4+n))
	p = append(p, kind)
	p = binary.BigEndian.AppendUint32(p, id)
	p = binary.BigEndian.AppendUint32(p, word)
	return append(p, make([]byte, n)...)
}

func headers(stream []byte, portion func(left int) int) []header {
	var got []header
	f := frames{report: func(h header) { got = append(got, h) }}
	for len(stream) > 0 {
		n := min(len(stream), max(1, portion(len(stream))))
		f.feed(stream[:n])
		stream = stream[n:]
	}
	return got
}

func TestFramesOfAnyPortion(t *testing.T) {
	greeting := []byte{0, 0, 0, 5, 2, 0, 0, 0, 3} // too short for a header
	empty := []byte{0, 0, 0, 0}
	stream := slices.Concat(greeting, frame(3, 1, 9, 30), empty, frame(101, 2, 0, 0), greeting, frame(6, 3, 4, 70_000), frame(4, 4, 1, 1))
	want := []header{{39, 3, 1, 9}, {9, 101, 2, 0}, {70_009, 6, 3, 4}, {10, 4, 4, 1}}
	for _, n := range []int{1, 2, 3, 4, 5, 12, 13, 14, 1000, 1 << 20} {
		if got := headers(stream, func(int) int { return n }); !slices.Equal(got, want) {
			t.Errorf("portions of %d: %v, want %v", n, got, want)
		}
	}
}

// Headers must not depend on how the network cuts the stream, whatever it is.
func FuzzFrames(f *testing.F) {
	f.Add(slices.Concat(frame(3, 1, 9, 30), frame(6, 2, 4, 100)), byte(3))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255, 255, 255}, byte(1))
	f.Fuzz(func(t *testing.T, stream []byte, portion byte) {
		whole := headers(stream, func(left int) int { return left })
		parts := headers(stream, func(int) int { return int(portion) })
		if !slices.Equal(whole, parts) {
			t.Errorf("%v in one, %v in portions of %d", whole, parts, portion)
		}
	})
}

func TestMeterCountsAnswersOnly(t *testing.T) {
	const handle = 4
	write := func(id uint32, n int) header { return header{uint32(9 + handle + 12 + n), packetWrite, id, handle} }
	status := func(id, code uint32) header { return header{9, packetStatus, id, code} }
	var m meter
	var heard []int64
	m.onReply = func(acknowledged int64) { heard = append(heard, acknowledged) }
	check := func(step string, acked int64, uncertain, refused bool) {
		t.Helper()
		if m.acknowledged() != acked || m.uncertain() != uncertain || m.wasRefused() != refused {
			t.Errorf("%s: %d acknowledged, uncertain %v, refused %v", step, m.acknowledged(), m.uncertain(), m.wasRefused())
		}
	}
	check("at first", 0, false, false)
	m.sent(header{40, packetOpen, 1, 20})
	check("open sent", 0, true, false)
	m.received(header{13, 102, 1, handle})
	m.sent(write(2, 100))
	m.sent(write(3, 50))
	check("writes sent", 0, true, false)
	m.received(status(3, statusOK))
	check("second answered", 50, true, false)
	m.received(status(3, statusOK)) // a repeated answer counts for nothing
	m.received(status(77, statusOK))
	check("answers to nothing", 50, true, false)
	m.received(status(2, 4))
	check("first refused", 50, true, true)
	if want := []int64{0, 50, 50}; !slices.Equal(heard, want) {
		t.Errorf("heard %v, want %v", heard, want)
	}

	m = meter{}
	m.sent(header{40, packetOpen, 1, 20})
	m.received(status(1, 2))
	check("open refused", 0, false, true)
}
