package launcher

import (
	"testing"
	"time"
)

// inRow returns the end of n tasks that were done together.
func inRow(n int) TasksRan {
	e := TasksRan{Tasks: make([]Ran, n)}
	for i := range n {
		e.Tasks[i].End = time.Duration(i)
		e.returned.append([]byte("1"))
	}
	return e
}

// Short and long rows in turn, each pair in the wrong order, for longer than many sheets.
func TestResultsInTurnKeepNothingThatWasHandedOut(t *testing.T) {
	o := order{method: IMap}
	next := 0
	hand := func(first int, of outcomes, _ []Result) {
		if first != next {
			t.Fatalf("task %d was handed out when %d was next", first, next)
		}
		next += of.len()
	}
	for range 1000 {
		o.add(next+10, inRow(longRow+6), nil, hand)
		o.add(next+5, inRow(5), nil, hand)
		o.add(next, inRow(5), nil, hand)
	}
	if want := 1000 * (longRow + 16); next != want || len(o.sheets) > 1 || len(o.rows) > 0 {
		t.Errorf("%d tasks were handed out, %d sheets and %d rows are left; want %d, one at most and none", next, len(o.sheets), len(o.rows), want)
	}
}
