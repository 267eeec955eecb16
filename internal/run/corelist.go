package run

import (
	"slices"
	"strconv"
	"strings"
)

// CoreList is numbers of cores in order, each once, as String writes them and
// ParseCoreList reads them.
type CoreList []int

// String returns the list as cpuset(7) has it: "0-3,8".
func (l CoreList) String() string {
	var parts []string
	for i := 0; i < len(l); {
		end := i
		for end+1 < len(l) && l[end+1] == l[end]+1 {
			end++
		}
		part := strconv.Itoa(l[i])
		if end > i {
			part += "-" + strconv.Itoa(l[end])
		}
		parts = append(parts, part)
		i = end + 1
	}
	return strings.Join(parts, ",")
}

// mostCores is above what any kernel can be built for: a larger number is a mistake.
const mostCores = 1 << 16

// ParseCoreList reads a list such as "0-3,8", with or without blanks; false for a text
// that is none, or that names no core.
func ParseCoreList(text string) (CoreList, bool) {
	var list CoreList
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, errFirst := strconv.Atoi(strings.TrimSpace(from))
		last, errLast := strconv.Atoi(strings.TrimSpace(to))
		if errFirst != nil || errLast != nil || first < 0 || first > last || last >= mostCores {
			return nil, false
		}
		for n := first; n <= last; n++ {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), true
}
