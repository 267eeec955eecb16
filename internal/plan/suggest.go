package plan

import (
	"fmt"
	"strings"
)

// suggest returns "; did you mean …?" for the name that is nearest to what was
// written, or "" when none is near.
func suggest(written string, names []string) string {
	if best := nearest(written, names); best != "" {
		return fmt.Sprintf("; did you mean %s?", best)
	}
	return ""
}

// nearest returns the name that differs from what was written by a slip of a
// letter or two in its last part, preferably one of the same table; or "".
func nearest(written string, names []string) string {
	best, least := "", 1+max(1, len(last(written))/3)
	for _, name := range names {
		d := distance(strings.ToLower(last(written)), last(name))
		if d < least || d == least && best != "" && sameTable(written, name) && !sameTable(written, best) {
			best, least = name, d
		}
	}
	return best
}

// last returns the part of a key behind the last dot.
func last(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

func sameTable(a, b string) bool {
	return strings.TrimSuffix(a, last(a)) == strings.TrimSuffix(b, last(b))
}

// distance counts the letters to insert, delete, replace or swap to make b of a
// (optimal string alignment), on the first 40 letters.
func distance(a, b string) int {
	s, t := []rune(a[:min(len(a), 40)]), []rune(b[:min(len(b), 40)])
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range t {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(s)][len(t)]
}
