package validate

import "strings"

// nearest returns the candidate that differs from name by a slip or two of the
// pen, or "" if none does: up to two letters missing, added, exchanged or
// swapped with their neighbour, and no more than one for every three letters.
// Letter case, spaces, hyphens and underscores count for nothing.
func nearest(name string, candidates []string) string {
	best, least := "", 3
	a := bare(name)
	for _, c := range candidates {
		b := bare(c)
		if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
			continue
		}
		if d := distance(a, b); d < least && 3*d <= len(b) {
			best, least = c, d
		}
	}
	return best
}

// bare is name in lower case without what separates words.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', ' ', '.':
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// distance is how many bytes have to be added, removed, replaced or swapped
// with their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}
