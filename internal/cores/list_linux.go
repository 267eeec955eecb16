package cores

import (
	"strconv"
	"strings"
)

// most is above what any kernel can be built for: a larger number is a mistake.
const most = 1 << 16

// parseList reads numbers of cores in order, as in "0-3,8" (cpuset(7), list format).
func parseList(text string) (list []int, ok bool) {
	text = strings.TrimSpace(text)
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
		if errFirst != nil || errLast != nil || first < 0 || first > last || last >= most {
			return nil, false
		}
		for n := first; n <= last; n++ {
			list = append(list, n)
		}
	}
	return list, true
}
