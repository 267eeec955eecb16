package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Leftovers are the processes that a run left behind when it was cut off: those whose
// start is in the log without an end, what descends from them or is of their groups,
// and whatever has the mark of the log in its environment (Writer.Env). A process is
// known by its PID together with its start, so that nobody else's is ended. Known on
// Linux; elsewhere there are none. One goroutine may use it.
type Leftovers struct {
	began  []process
	marks  []string
	groups map[int]bool   // that belong to the run for certain
	known  map[int]uint64 // the start of each process that was ever seen to belong to it
}

// Leftovers returns what the runs of a log may have left behind.
func (p *Past) Leftovers() *Leftovers {
	l := &Leftovers{marks: p.marks, groups: map[int]bool{}, known: map[int]uint64{}}
	boot := bootID()
	for _, began := range p.open {
		if began.Boot == boot && boot != "" && began.Start != 0 {
			l.began = append(l.began, began)
		}
	}
	return l
}

// How often it is looked whether processes are gone, and how long after SIGKILL, which
// a process cannot put off, the kernel may take.
const (
	lookEvery = 10 * time.Millisecond
	killTime  = 5 * time.Second
)

// End ends what is left: SIGTERM, after grace SIGKILL, and waits until it is gone. It
// returns how many processes that were; the error names those that could not be ended,
// and must keep the run from starting.
func (l *Leftovers) End(ctx context.Context, grace time.Duration) (int, error) {
	if len(l.look()) == 0 {
		return 0, nil
	}
	for _, how := range []struct {
		ask  func(leftover)
		wait time.Duration
	}{{leftover.terminate, grace}, {leftover.kill, killTime}} {
		gone, err := l.endWithin(ctx, how.ask, how.wait)
		if gone || err != nil {
			return len(l.known), err
		}
	}
	left := l.look()
	if len(left) == 0 {
		return len(l.known), nil
	}
	names := make([]string, len(left))
	for i, process := range left {
		names[i] = process.String()
	}
	return len(l.known), fmt.Errorf("an earlier run left processes that cannot be ended: %s: end them first", strings.Join(names, ", "))
}

// endWithin asks each process once to end, those that come meanwhile as well, and
// reports whether all are gone in time.
func (l *Leftovers) endWithin(ctx context.Context, ask func(leftover), wait time.Duration) (bool, error) {
	asked := map[leftover]bool{}
	late := time.After(wait)
	for {
		left := l.look()
		if len(left) == 0 {
			return true, nil
		}
		for _, process := range left {
			if !asked[process.identity()] {
				asked[process.identity()] = true
				ask(process)
			}
		}
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("%w: %w", errStillThere, context.Cause(ctx))
		case <-late:
			return false, nil
		case <-time.After(lookEvery):
		}
	}
}

var errStillThere = errors.New("what an earlier run left behind was not ended")
