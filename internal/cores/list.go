package cores

import (
	"slices"
	"strconv"
	"strings"
)

// List is numbers of cores in order, each once, as String writes them and ParseList
// reads them.
type List []int

// String returns the list as cpuset(7) has it: "0-3,8".
func (l List) String() string {
	var b strings.Builder
	for i := 0; i < len(l); {
		end := i
		for end+1 < len(l) && l[end+1] == l[end]+1 {
			end++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(l[i]))
		if end > i {
			b.WriteByte('-')
			b.WriteString(strconv.Itoa(l[end]))
		}
		i = end + 1
	}
	return b.String()
}

// most is above what any kernel can be built for: a larger number is a mistake.
const most = 1 << 16

// ParseList reads a list such as "0-3,8", with or without blanks; false for a text that
// is none. An empty text names no core.
func ParseList(text string) (List, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	var list List
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, errFirst := strconv.Atoi(strings.TrimSpace(from))
		last, errLast := strconv.Atoi(strings.TrimSpace(to))
		if errFirst != nil || errLast != nil || first < 0 || first > last || last >= most {
			return nil, false
		}
		for n := first; n <= last; n++ {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), true
}
