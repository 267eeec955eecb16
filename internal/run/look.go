package run

import (
	"slices"

	"github.com/poolscope/poolscope/metrics"
)

// Look has what is known of one row read in more detail, for Snapshot.Detail: of the
// process with that Row.Number, and of all that descends from it. 0 is none, and what a
// run begins with. The samples go on as they were, each with two more files for every
// thread. It returns at once; anyone may call it, at any time.
func (r *Run) Look(number int) { r.looks.ask(number) }

// sight carries the number of the row to look at to the loop that reads it: the one that
// was asked for last. It has room for one. Anyone sends, nobody closes it.
type sight chan int

func newSight() sight { return make(sight, 1) }

// ask puts a number in the place of one that was not taken yet.
func (s sight) ask(number int) {
	for {
		select {
		case s <- number:
			return
		default:
		}
		select {
		case <-s:
		default:
		}
	}
}

// look notes which row is to be read in detail from now on.
func (m *model) look(number int) {
	if number != m.looked {
		m.looked, m.detail = number, nil
	}
}

// lookedAt returns the process whose threads are to be read, nil for none.
func (m *model) lookedAt() []metrics.Process {
	if r := m.rowOf(m.looked); r != nil && r.Alive && r.ready {
		return []metrics.Process{r.process}
	}
	return nil
}

// rowOf returns a row by its number, nil for none that is known.
func (m *model) rowOf(number int) *row {
	at, found := slices.BinarySearchFunc(m.rows, number, func(r *row, n int) int { return r.Number - n })
	if !found {
		return nil
	}
	return m.rows[at]
}

// seeDetail takes in the threads that a sample has of the row with a number.
func (m *model) seeDetail(number int, threads []metrics.Thread) {
	if r := m.rowOf(number); number == m.looked && r != nil {
		m.detail = &Detail{Number: number, PID: r.PID, Threads: threads}
	}
}

// seenDetail returns what is known of the row that is looked at. A process that has
// ended has no threads.
func (m *model) seenDetail() *Detail {
	if r := m.rowOf(m.looked); r == nil || !r.Alive {
		return nil
	}
	return m.detail
}
