package cores

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Unknown stands in whole numbers for what the system does not say.
const Unknown = -1

// Account says how many cores this process may use, and what takes the others
// away. Only on Linux more than Usable is known.
type Account struct {
	Machine int   // cores that are there, or Unknown
	Online  int   // those of them that are switched on, or Unknown
	Allowed []int // by number, those in the affinity mask that are online, in order; nil when unknown

	// Cpuset is which cores the control group leaves to all in it, and CpusetGroup
	// the group; nil and "" when no group that can be seen has a list.
	Cpuset      []int
	CpusetGroup string
	// Isolated are the cores that the kernel was started to keep free of processes
	// that do not ask for them (isolcpus).
	Isolated []int
	// Quota is how many cores' time the control group QuotaGroup may use, +Inf
	// without a limit.
	Quota      float64
	QuotaGroup string

	// Usable is how many cores this process may keep busy all the time, the smaller
	// of Allowed and Quota. Allowed() is that rounded up.
	Usable float64
}

// Explain reads the Account of the calling thread, from which the processes that it
// starts have theirs. It may change while the process runs.
func Explain() Account { return explain() }

// String is a sentence for a person, without a full stop: "1.5 of 8 cores: the CPU
// quota of control group /build". It has no control bytes.
func (a Account) String() string {
	total := max(a.Machine, a.Online)
	if total == Unknown || math.IsInf(a.Usable, 1) {
		return plural(a.Usable)
	}
	reasons := a.reasons()
	if len(reasons) == 0 && a.Usable >= float64(total) {
		if total == 1 {
			return "the machine's only core"
		}
		return fmt.Sprintf("all %d cores", total)
	}
	s := fmt.Sprintf("%s of %s", amount(a.Usable), plural(float64(total)))
	if len(reasons) == 0 {
		return s
	}
	return s + ": " + strings.Join(reasons, "; ")
}

// reasons begins with what binds most.
func (a Account) reasons() []string {
	var out []string
	if a.Quota == a.Usable && a.Quota < float64(max(a.Machine, a.Online)) {
		out = append(out, "the CPU quota of control group "+clean(a.QuotaGroup))
	}
	if a.Online != Unknown && len(a.Allowed) > 0 && len(a.Allowed) < a.Online {
		out = append(out, a.maskReason())
	}
	if off := a.Machine - a.Online; a.Online != Unknown && off == 1 {
		out = append(out, "1 is offline")
	} else if a.Online != Unknown && off > 1 {
		out = append(out, fmt.Sprintf("%d are offline", off))
	}
	return out
}

// maskReason tells who made the mask as small as it is. A cpuset cuts it by
// itself, so that only what is missing beyond it was taken by somebody else.
func (a Account) maskReason() string {
	where := "limits it to " + coreWord(a.Allowed)
	switch {
	case a.Cpuset != nil && len(a.Cpuset) < a.Online && len(a.Allowed) >= len(a.Cpuset):
		return "the cpuset of control group " + clean(a.CpusetGroup) + " " + where
	case len(a.Isolated) > 0 && len(a.Allowed)+len(a.Isolated) == a.Online:
		return "the kernel keeps " + coreWord(a.Isolated) + " isolated"
	case a.Cpuset != nil:
		return "its affinity mask (as taskset sets it) " + where
	default:
		return "taskset or a container " + where
	}
}

// clean replaces what a terminal might obey.
func clean(group string) string {
	return strings.Trim(strconv.QuoteToGraphic(group), `"`)
}

func plural(n float64) string {
	if n == 1 {
		return "1 core"
	}
	return amount(n) + " cores"
}

// amount has at most two decimals. A quota of less than a hundredth is not
// nothing.
func amount(n float64) string {
	if n > 0 && n < 0.01 {
		return "less than 0.01"
	}
	return strconv.FormatFloat(math.Round(n*100)/100, 'f', -1, 64)
}

func coreWord(list []int) string {
	if len(list) == 1 {
		return "core " + strconv.Itoa(list[0])
	}
	return "cores " + List(list).String()
}
