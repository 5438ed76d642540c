package csvtext

// classify is classifyPortable with SSE2, which every amd64 has: compare
// sixteen bytes at once and take the high bits of the answer as a mask. It
// reads len(marks) words and writes as many masks; the caller sees to it that
// words and quotes have room for them. FuzzClassify compares the two.
//
//go:noescape
func classify(words []byte, delim byte, marks, quotes []uint64)
