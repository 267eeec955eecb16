package gui

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// outputWish is which lines are wanted.
type outputWish struct {
	worker string // of it alone, "" for all
	task   int    // of it alone with one
	one    bool
	hidden map[run.OutputKind]bool
}

// wishOf reads whose lines are wanted: nothing is all, a number a task, anything else
// the name of a worker.
func wishOf(text string) outputWish {
	text = strings.TrimSpace(text)
	if n, err := strconv.Atoi(withoutTaskWord(strings.ToLower(text))); err == nil && n >= 0 {
		return outputWish{task: n, one: true}
	}
	return outputWish{worker: text}
}

// withoutTaskWord returns a text without the word for a task, which may be English.
func withoutTaskWord(text string) string {
	own, _, _ := strings.Cut(strings.ToLower(tr.T("task %s")), " ")
	for _, word := range []string{own, "task"} {
		if number, ok := strings.CutPrefix(text, word); ok {
			return strings.TrimSpace(number)
		}
	}
	return text
}

func (w outputWish) has(l run.OutputLine) bool {
	return !w.hidden[l.Kind] && (!w.one || l.Task == w.task) && (w.worker == "" || strings.EqualFold(l.Worker, w.worker))
}

// whose names whose lines are wanted, "" for those of all.
func (w outputWish) whose() string {
	if w.one {
		return tr.F("task %s", strconv.Itoa(w.task))
	}
	return w.worker
}

// shownLine is a line in its place.
type shownLine struct {
	run.OutputLine
	seq   int // how many lines came before it in the run
	first int // its first row, counted from the first that ever was
	rows  int
}

// outputLines is which of a run's lines are shown, and in which rows. It is told of a
// snapshot what it does not know yet: whoever is shown 5,000 lines of a million needs
// none of them twice.
type outputLines struct {
	wish    outputWish
	raw     bool // as they came
	columns int  // after which a line goes on in another row, 0 for none
	lines   []shownLine
	open    int // of lines, the last: those that are not whole yet
	next    int // seq of the first that was not looked at yet
	find    outputFind
}

// take takes in the lines of a snapshot, and returns how many rows are gone at the top.
func (o *outputLines) take(out run.Output) (gone int) {
	o.lines = o.lines[:len(o.lines)-o.open]
	o.open = 0
	if !o.goesOn(out) {
		o.forget()
	}
	n, _ := slices.BinarySearchFunc(o.lines, out.Dropped, func(l shownLine, seq int) int { return l.seq - seq })
	gone = o.rowsOf(o.lines[:n])
	o.lines = o.lines[n:]
	o.find.keep(out.Dropped, o.next)
	for o.next = max(o.next, out.Dropped); o.next-out.Dropped < len(out.Lines); o.next++ {
		o.add(out.Lines[o.next-out.Dropped], o.next)
	}
	whole := len(o.lines)
	for i, l := range out.Open {
		o.add(l, o.next+i)
	}
	o.open = len(o.lines) - whole
	return gone
}

// goesOn reports whether an output is a later one of those that were taken in before.
func (o *outputLines) goesOn(out run.Output) bool {
	if o.next > out.Dropped+len(out.Lines) {
		return false
	}
	n := len(o.lines)
	if n == 0 || o.lines[n-1].seq < out.Dropped {
		return true
	}
	return o.lines[n-1].OutputLine == out.Lines[o.lines[n-1].seq-out.Dropped]
}

// forget forgets all lines.
func (o *outputLines) forget() {
	o.lines, o.open, o.next = nil, 0, 0
	o.find.hits, o.find.at = nil, -1
}

func (o *outputLines) add(l run.OutputLine, seq int) {
	if !o.wish.has(l) {
		return
	}
	shown := shownLine{OutputLine: l, seq: seq}
	if n := len(o.lines); n > 0 {
		shown.first = o.lines[n-1].first + o.lines[n-1].rows
	}
	shown.rows = o.rowsFor(l)
	o.lines = append(o.lines, shown)
	if len(o.find.needle) > 0 {
		o.find.look(seq, printedLine(l, o.raw))
	}
}

func (o *outputLines) rowsFor(l run.OutputLine) int {
	if o.columns <= 0 {
		return 1
	}
	return max(1, (lineWidth(l, o.raw)+o.columns-1)/o.columns)
}

// wrap has lines go on in another row after so many columns, 0 for never.
func (o *outputLines) wrap(columns int) {
	o.columns = columns
	row := 0
	for i := range o.lines {
		o.lines[i].first, o.lines[i].rows = row, o.rowsFor(o.lines[i].OutputLine)
		row += o.lines[i].rows
	}
}

// seek looks for another text in all lines.
func (o *outputLines) seek(needle []rune) {
	o.find = outputFind{needle: needle, at: -1}
	for _, l := range o.lines {
		if len(needle) == 0 {
			return
		}
		o.find.look(l.seq, printedLine(l.OutputLine, o.raw))
	}
}

// rows counts the rows of all lines.
func (o *outputLines) rows() int { return o.rowsOf(o.lines) }

func (*outputLines) rowsOf(lines []shownLine) int {
	if len(lines) == 0 {
		return 0
	}
	last := lines[len(lines)-1]
	return last.first + last.rows - lines[0].first
}

// at returns the line of a row, as its place in lines, and which of its rows that is.
func (o *outputLines) at(row int) (line, part int) {
	row += o.lines[0].first
	line = sort.Search(len(o.lines), func(i int) bool { return o.lines[i].first > row }) - 1
	return line, row - o.lines[line].first
}

// rowOf returns the first row of the line with a number, or of the next one.
func (o *outputLines) rowOf(seq int) int {
	i, _ := slices.BinarySearchFunc(o.lines, seq, func(l shownLine, seq int) int { return l.seq - seq })
	if i == len(o.lines) {
		return o.rows()
	}
	return o.lines[i].first - o.lines[0].first
}
