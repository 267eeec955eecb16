package run

import (
	"github.com/poolscope/poolscope/launcher"
)

// lane is a row of the task timeline as the model knows it.
type lane struct {
	Lane
	now    *Bar // what runs; its To is open
	spells spells
	mixed  bool // each bar is of another worker, and they are merged all the same
}

// newLane returns the n-th lane, from 0: a slot's, or a thread's of the one slot.
func newLane(as launcher.RunAs, n int) *lane {
	if as == launcher.Threads {
		return &lane{Lane: Lane{Slot: 1, Thread: n + 1}}
	}
	return &lane{Lane: Lane{Slot: n + 1, Thread: 1}}
}

// lane returns the lane of a slot's thread. An attempt that never had a thread
// has none: it goes to the slot's first.
func (m *model) lane(slot, thread int) *lane {
	n := slot - 1
	if m.plan.Pool.RunAs == launcher.Threads {
		n = max(thread, 1) - 1
	}
	return m.lanes[min(n, len(m.lanes)-1)]
}

func (l *lane) start(e launcher.TaskStarted, number int) {
	l.Worker, l.Number = e.Worker, number
	l.now = &Bar{Task: e.Task, Tasks: 1, From: e.At.Seconds(), State: launcher.Running, Worker: e.Worker, Number: number}
}

// end closes the bar of an attempt that had begun.
func (l *lane) end(r launcher.Result, number int) {
	if l.now == nil || l.now.Task != r.Task {
		return
	}
	l.Bars = append(l.Bars, Bar{
		Task: r.Task, Tasks: 1, From: l.now.From, To: r.At.Seconds(), State: r.State, Worker: r.Worker, Number: number,
	})
	l.now = nil
	l.handOver(r.At, r.Heard)
}

// trim bounds the bars: when there are twice too many, older ones are merged into
// half as many, so that all of the run stays on the timeline.
func (l *lane) trim(most int) {
	if len(l.Bars) <= 2*most {
		return
	}
	old, newer := l.Bars[:len(l.Bars)-most], l.Bars[len(l.Bars)-most:]
	step := (old[len(old)-1].To - old[0].From) / float64(most/2)
	merged := make([]Bar, 0, 2*most)
	for _, b := range old {
		n := len(merged) - 1
		if n >= 0 && merged[n].joins(b, step, l.mixed) {
			merged[n].join(b)
			continue
		}
		merged = append(merged, b)
	}
	merged = merged[max(0, len(merged)-most):]
	l.Bars = append(merged, newer...)
}

// joins reports whether a later bar of the same worker, or of any where they are
// mixed, may be merged: one that ends within the step, and did not end otherwise.
func (b *Bar) joins(later Bar, step float64, mixed bool) bool {
	return (mixed || b.Worker == later.Worker) && later.To-b.From <= step &&
		(b.State == launcher.Done) == (later.State == launcher.Done)
}

func (b *Bar) join(later Bar) {
	b.To += later.To - later.From
	b.Tasks += later.Tasks
}

// seen returns the lane at an instant.
func (l *lane) seen(at float64) Lane {
	out := l.Lane
	n := len(l.Bars)
	out.Bars = l.Bars[:n:n]
	out.Spells = l.spells.seen(at)
	if l.now != nil {
		now := *l.now
		now.To = at
		out.Now = &now
	}
	return out
}
