package launcher

import (
	"fmt"
	"strconv"
	"strings"
)

// Halt says when a pool ends before its tasks do, in the words of GNU
// parallel's --halt. The zero value never halts.
type Halt struct {
	Now     bool    // kill what runs, instead of letting it finish
	Success bool    // count tasks that are done, instead of those that are not
	Count   int     // halt at so many; 0 means Percent is used
	Percent float64 // halt at such a share of the tasks read, 0..100
}

// ParseHalt reads "never", "now,fail=1", "soon,fail=10%" or "soon,success=3".
func ParseHalt(text string) (Halt, error) {
	if text == "" || text == "never" {
		return Halt{}, nil
	}
	when, what, _ := strings.Cut(text, ",")
	kind, number, _ := strings.Cut(what, "=")
	if (when != "now" && when != "soon") || (kind != "fail" && kind != "success") {
		return Halt{}, errHalt(text)
	}
	h := Halt{Now: when == "now", Success: kind == "success"}
	if share, ok := strings.CutSuffix(number, "%"); ok {
		percent, err := strconv.ParseFloat(share, 64)
		if err != nil || !(percent > 0 && percent <= 100) {
			return Halt{}, errHalt(text)
		}
		h.Percent = percent
		return h, nil
	}
	count, err := strconv.Atoi(number)
	if err != nil || count < 1 {
		return Halt{}, errHalt(text)
	}
	h.Count = count
	return h, nil
}

func errHalt(text string) error {
	return fmt.Errorf("halt %q: want \"never\" or WHEN,WHAT=N such as \"now,fail=1\", \"soon,fail=10%%\", \"now,success=1\"", text)
}

// String returns the text that ParseHalt reads.
func (h Halt) String() string {
	if h == (Halt{}) {
		return "never"
	}
	when, what := "soon", "fail"
	if h.Now {
		when = "now"
	}
	if h.Success {
		what = "success"
	}
	if h.Count > 0 {
		return fmt.Sprintf("%s,%s=%d", when, what, h.Count)
	}
	return fmt.Sprintf("%s,%s=%s%%", when, what, strconv.FormatFloat(h.Percent, 'f', -1, 64))
}
