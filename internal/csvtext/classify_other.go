//go:build !amd64

package csvtext

func classify(words []byte, delim byte, marks, quotes []uint64) {
	classifyPortable(words, delim, marks, quotes)
}
