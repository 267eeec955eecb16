package gui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// rowList is which rows of a snapshot the table shows, and in which order.
type rowList struct {
	kind    rowKinds
	about   rowAbout
	by      string         // key of the column that they are sorted by, "" for the natural order
	way     direction      // of by
	text    string         // that each shows somewhere, in lower case; "" for all
	cleared map[int]bool   // numbers of ended ones that are hidden
	ended   []int          // numbers of those in the snapshot that have ended and are not hidden
	kept    int            // rows that are there without text
	hidden  int            // rows that were cleared away
	rows    []*run.Row     // shown
	marks   map[int]string // signs of those that came or went a moment ago, by number
}

// kindOf tells what the rows of a snapshot are.
func kindOf(s *run.Snapshot) rowKinds {
	if s.Observed != nil {
		return ofProcesses
	}
	return ofWorkers
}

// set takes the rows of a snapshot. Column is the one that they are sorted by, nil for
// the natural order.
func (l *rowList) set(s *run.Snapshot, scale cpuScale, column *rowColumn) {
	l.kind = kindOf(s)
	l.about = rowAbout{now: s.Elapsed, scale: scale, cores: len(s.Cores), tree: s.Observed != nil && column == nil && l.text == ""}
	all := l.uncleared(livingFirst(s))
	l.kept, l.hidden, l.marks = len(all), len(s.Rows)-len(all), marksOf(s)
	l.rows = l.matching(all)
	if column != nil {
		l.arrange(*column)
	}
}

// livingFirst returns the rows in order, but those of workers that have ended after the
// others: where every task has a worker of its own, and where a program is observed,
// they would fill the table, and stand with the newest first.
func livingFirst(s *run.Snapshot) []*run.Row {
	ordered := make([]*run.Row, 0, len(s.Rows))
	var ended []*run.Row
	for i := range s.Rows {
		if r := &s.Rows[i]; r.Alive {
			ordered = append(ordered, r)
		} else {
			ended = append(ended, r)
		}
	}
	if s.BySlot || s.Observed != nil {
		slices.SortStableFunc(ended, func(a, b *run.Row) int { return b.Number - a.Number })
	}
	return append(ordered, ended...)
}

// uncleared takes out what was cleared away, and notes what could be.
func (l *rowList) uncleared(all []*run.Row) []*run.Row {
	l.ended = l.ended[:0]
	return slices.DeleteFunc(all, func(r *run.Row) bool {
		if !r.Alive && !l.cleared[r.Number] {
			l.ended = append(l.ended, r.Number)
		}
		return !r.Alive && l.cleared[r.Number]
	})
}

// clear hides the rows of those that have ended by now.
func (l *rowList) clear() {
	if l.cleared == nil {
		l.cleared = map[int]bool{}
	}
	for _, number := range l.ended {
		l.cleared[number] = true
	}
}

func (l *rowList) matching(all []*run.Row) []*run.Row {
	if l.text == "" {
		return all
	}
	return slices.DeleteFunc(all, func(r *run.Row) bool { return !l.shows(r) })
}

// shows reports whether a row is one of those that were asked for.
func (l *rowList) shows(r *run.Row) bool {
	if strings.HasPrefix(strconv.Itoa(r.PID), l.text) {
		return true
	}
	state := stateWords(r, l.about)
	parts := []string{visible(r.Worker), state, tr.T(state), r.Exit}
	if l.kind == ofProcesses {
		parts = append(parts, commandLineOf(r, l.about))
	}
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(strings.ToLower(part), l.text) })
}

// sortedRow is a row with what it is sorted by.
type sortedRow struct {
	key sortKey
	row *run.Row
}

// arrange sorts the rows. Those with the same key stay in the natural order.
func (l *rowList) arrange(column rowColumn) {
	sorted := make([]sortedRow, len(l.rows))
	for i, r := range l.rows {
		sorted[i] = sortedRow{column.sortKey(r), r}
	}
	slices.SortStableFunc(sorted, func(a, b sortedRow) int { return l.way.compare(a.key, b.key) })
	for i, s := range sorted {
		l.rows[i] = s.row
	}
}

// sortBy sorts by a column; again, the other way round; a third time, not at all.
func (l *rowList) sortBy(column rowColumn) {
	first := direction(column.large)
	switch {
	case l.by != column.key:
		l.by, l.way = column.key, first
	case l.way == first:
		l.way = !first
	default:
		l.by = ""
	}
}

// rowOf returns where a worker's row is, -1 for nowhere.
func (l *rowList) rowOf(number int) int {
	return slices.IndexFunc(l.rows, func(r *run.Row) bool { return r.Number == number })
}

// row returns a row, nil beyond the last one.
func (l *rowList) row(at int) *run.Row {
	if at < 0 || at >= len(l.rows) {
		return nil
	}
	return l.rows[at]
}

// A row is marked for as long as markTime after its process came or went. Those that
// came with the run are not: they are all there is.
const (
	markTime = time.Second
	cameSign = "+"
	wentSign = "×"
)

// mostMarks is of how many rows it can still be seen that they are marked: where
// processes come and go by the hundred, all of them would be.
const mostMarks = 24

// marksOf returns the signs of the rows that came or went a moment ago.
func marksOf(s *run.Snapshot) map[int]string {
	marks := map[int]string{}
	if s.Phase == run.Ended {
		return marks
	}
	for i := range s.Rows {
		if sign := markOf(&s.Rows[i], s.Elapsed); sign != "" {
			marks[s.Rows[i].Number] = sign
		}
		if len(marks) > mostMarks {
			return nil
		}
	}
	return marks
}

func markOf(r *run.Row, now time.Duration) string {
	switch {
	case !r.Alive && r.Ended > 0 && now-r.Ended < markTime:
		return wentSign
	case r.Alive && r.Started >= markTime && now-r.Started < markTime:
		return cameSign
	}
	return ""
}
