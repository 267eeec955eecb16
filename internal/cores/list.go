package cores

import (
	"strconv"
	"strings"
)

// formatList writes numbers of cores in order as cpuset(7) has them: "0-3,8".
func formatList(list []int) string {
	var b strings.Builder
	for i := 0; i < len(list); {
		end := i
		for end+1 < len(list) && list[end+1] == list[end]+1 {
			end++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(list[i]))
		if end > i {
			b.WriteByte('-')
			b.WriteString(strconv.Itoa(list[end]))
		}
		i = end + 1
	}
	return b.String()
}
