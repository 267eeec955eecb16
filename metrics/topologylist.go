package metrics

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// readCoreList reads a file with numbers of cores, as in "0-3,8" (cpuset(7), list
// format), and tells whether it has one. An empty list is one: no core is offline.
func readCoreList(root fs.FS, name string) (list []int, ok bool) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, false
	}
	return parseCoreList(strings.TrimSpace(string(text)))
}

func parseCoreList(text string) (list []int, ok bool) {
	if text == "" {
		return nil, true
	}
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, errFirst := strconv.Atoi(from)
		last, errLast := strconv.Atoi(to)
		if errFirst != nil || errLast != nil || first < 0 || first > last || last >= mostCores {
			return nil, false
		}
		for n := first; n <= last; n++ {
			list = append(list, n)
		}
	}
	return sortedSet(list), true
}

// sortedSet returns the numbers of all lists, each once.
func sortedSet(lists ...[]int) []int {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}
