package run

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// DefaultBudget is how much of a core watching may take, in cores (issue 5).
const DefaultBudget = 0.03

const (
	// budgetWindow is how long a cost is measured before it is judged. The first
	// stretch is left out: starting costs once what sampling never costs again.
	budgetWindow = 3 * time.Second
	// budgetReadings is how many readings a window has at least.
	budgetReadings = 5
	// budgetBack is the share of the budget that the cost of a shorter interval
	// must stay below, lest the interval goes to and fro.
	budgetBack = 0.8
	// budgetCalm is how many windows in a row have to allow a shorter interval.
	budgetCalm = 5
	// budgetClose is the part of the budget by which a cost may be off and still keep it.
	budgetClose = 0.01
	// slowest is the longest interval that a budget leads to.
	slowest = 5 * time.Second
)

// Budget says how far apart readings are to be, so that they cost no more than a
// share of a core. It is passive, and whoever calls Spend owns it.
type Budget struct {
	who    string        // whose cost it is, for the notices
	share  float64       // cores
	wished time.Duration // the interval that was asked for
	times  int           // as long the interval is now
	calm   int           // windows in a row that allow a shorter one

	began    bool
	warm     bool // the first window is over
	at, used time.Duration
	readings int
}

// NewBudget returns a Budget of a share of a core, in cores, for readings that were
// asked for at an interval. A share of 0 or less is no bound.
func NewBudget(share float64, every time.Duration) *Budget {
	return &Budget{who: "Poolscope", share: share, wished: max(every, time.Nanosecond), times: 1}
}

// Every is the interval until the next reading: a multiple of the one asked for.
func (b *Budget) Every() time.Duration { return time.Duration(b.times) * b.wished }

// Spend takes in how much CPU time this process has used up to an instant; both only
// grow. It is told once at each reading. The answer is a sentence for the user where
// the interval has changed by that, else "".
func (b *Budget) Spend(at, used time.Duration) string {
	b.readings++
	if !b.began {
		b.begin(at, used)
		return ""
	}
	passed := at - b.at
	if b.share <= 0 || passed < budgetWindow || b.readings < budgetReadings {
		return ""
	}
	cost, first := (used-b.used).Seconds()/passed.Seconds(), !b.warm
	b.warm = true
	b.begin(at, used)
	if first {
		return ""
	}
	return b.judge(cost, passed)
}

func (b *Budget) begin(at, used time.Duration) {
	b.began, b.at, b.used, b.readings = true, at, used, 0
}

// judge chooses the interval for a cost in cores. What readings cost is taken to
// fall as their interval grows; what is left of it falls with the next window.
func (b *Budget) judge(cost float64, over time.Duration) string {
	before, relative := b.times, cost/b.share
	back := b.least(relative / budgetBack)
	if back >= before {
		b.calm = 0
	} else if b.calm++; b.calm >= budgetCalm {
		b.times, b.calm = back, 0
	}
	if relative > 1 {
		b.times = max(before, b.least(relative))
	}
	switch {
	case b.times > before:
		return fmt.Sprintf("%s took %s of a core for %s, its budget is %s: it reads every %v now, not every %v",
			b.who, percentText(cost), over.Round(time.Second), percentText(b.share), b.Every(), time.Duration(before)*b.wished)
	case b.times < before:
		return fmt.Sprintf("%s took %s of a core for %s, its budget is %s: it reads every %v again",
			b.who, percentText(cost), over.Round(time.Second), percentText(b.share), b.Every())
	default:
		return ""
	}
}

// least is the smallest multiple that brings a cost, relative to the budget, down to it.
func (b *Budget) least(relative float64) int {
	return max(1, int(math.Ceil(min(float64(b.times)*relative, float64(b.most()))-budgetClose)))
}

// most is the largest multiple.
func (b *Budget) most() int { return max(1, int(slowest/b.wished)) }

func percentText(cores float64) string { return strconv.FormatFloat(100*cores, 'f', 1, 64) + " %" }
