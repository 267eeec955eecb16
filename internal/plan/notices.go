package plan

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Notices count what is in the inputs of a command and is seldom meant: carriage
// returns at line ends, blank lines, byte order marks. The commands get them as they
// are. Any goroutine may use one; the zero value has seen nothing.
type Notices struct {
	mu      sync.Mutex
	tallies map[string]*tally
}

// tally is of one source. A source may be read several times, to be counted or to
// begin again, so what counts is the most that one reading has seen.
type tally struct{ returns, blanks, marks atomic.Int64 }

// Texts returns a sentence for each thing that was seen so far, with what can be done
// about it; nil for nothing.
func (n *Notices) Texts() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var returns, blanks, marks int64
	for _, t := range n.tallies {
		returns, blanks, marks = returns+t.returns.Load(), blanks+t.blanks.Load(), marks+t.marks.Load()
	}
	var all []string
	add := func(count int64, one, many, advice string) {
		switch {
		case count == 1:
			all = append(all, "1 of the inputs "+one+": strip = true "+advice)
		case count > 1:
			all = append(all, fmt.Sprintf("%d of the inputs %s: strip = true %s", count, many, advice))
		}
	}
	add(returns, "ends in a carriage return", "end in a carriage return", "drops it")
	add(blanks, "is blank", "are blank", "leaves them out")
	add(marks, "begins with a byte order mark", "begin with a byte order mark", "drops it")
	return all
}

// of returns the tally of a source.
func (n *Notices) of(source string) *tally {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tallies == nil {
		n.tallies = map[string]*tally{}
	}
	if n.tallies[source] == nil {
		n.tallies[source] = &tally{}
	}
	return n.tallies[source]
}

// atLeast raises a count. One goroutine at a time reads a source.
func atLeast(count *atomic.Int64, seen int64) {
	if seen > count.Load() {
		count.Store(seen)
	}
}
