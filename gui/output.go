package gui

import (
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// outputView shows what the tasks print and return, a row a line, in the order in
// which it came: what is printed at once, the result of a task when the method
// hands it out, which for map and starmap is at the end of the run.
type outputView struct {
	lines   outputLines
	pane    *outputPane
	chosen  outputChoice
	find    *outputFindBar
	whose   *sheetEntry
	kinds   map[run.OutputKind]*widget.Check
	follow  *widget.Button
	raw     *widget.Check
	wrapped *widget.Check
	all     *widget.Button // saves all of it
	dropped *widget.Label
	none    *widget.Label // in the place of the lines while there is none
	content fyne.CanvasObject
	open    func(run.OutputLine) // called with a line that was opened
	meaning func(topic)          // shows what the numbers of a column mean

	newest    *run.Snapshot
	shown     run.Output    // of newest, or what was read because that has not all
	past      *outputPast   // reads that; nil before the first run
	read      *outputReader // whose lines are shown; nil for the snapshot's
	paused    bool
	following bool // the newest line stays in sight
	said      string
	flooded   time.Time // when all rows in sight were drawn anew last
}

func newOutputView(open func(run.OutputLine), save func()) *outputView {
	v := &outputView{open: open, meaning: func(topic) {}, following: true, pane: newOutputPane(), kinds: map[run.OutputKind]*widget.Check{}}
	v.lines.find.at = -1
	v.wirePane()
	v.find = newOutputFindBar(v.sought, v.visit, v.focus)
	v.dropped = shortLabel()
	v.none = widget.NewLabel("")
	v.none.Alignment, v.none.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	v.all = widget.NewButton(tr.T("Save all output …"), save)
	middle := container.NewCenter(fixedWidth(420, v.none))
	top := container.NewVBox(v.choices(), v.facts(), v.find.content, newOutputTitles(func(t topic) { v.meaning(t) }))
	v.content = container.NewBorder(top, nil, nil, nil, container.NewStack(v.pane.scroll, middle))
	return v
}

func (v *outputView) wirePane() {
	p := v.pane
	p.face, p.pressed, p.opened, p.menu = v.face, v.pressed, v.openRow, v.rowMenu
	p.key, p.short, p.moved, p.resized = v.typed, v.shortcut, v.moved, v.resized
}

// choices is the row that asks for some of the lines.
func (v *outputView) choices() fyne.CanvasObject {
	v.whose = newSheetEntry(func(string) { v.focus() }, func() { v.whose.SetText("") })
	v.whose.SetPlaceHolder(tr.T("all; or a task: 7, or a worker: Process-3"))
	v.whose.OnChanged = func(string) { v.asked() }
	ticks := container.NewHBox()
	for _, k := range outputKinds() {
		v.kinds[k.kind] = widget.NewCheck(k.name, func(bool) { v.asked() })
		v.kinds[k.kind].Checked = true
		ticks.Add(v.kinds[k.kind])
	}
	v.follow = widget.NewButtonWithIcon("", theme.MoveDownIcon(), v.followTapped)
	v.followFace()
	of := widget.NewLabel(tr.T("Output of"))
	return container.NewBorder(nil, nil, of, container.NewHBox(ticks, fixedWidth(110, v.follow)), v.whose)
}

// facts is the row that says what is shown, and how.
func (v *outputView) facts() fyne.CanvasObject {
	v.wrapped = widget.NewCheck(tr.T("Wrap"), func(bool) { v.rewrap() })
	v.raw = widget.NewCheck(tr.T("Raw"), func(bool) { v.rawTapped() })
	return container.NewBorder(nil, nil, nil, container.NewHBox(v.wrapped, v.raw, v.all), v.dropped)
}

// namedKind is a kind of lines that can be left out.
type namedKind struct {
	kind run.OutputKind
	name string
}

func outputKinds() []namedKind {
	return []namedKind{{run.FromStdout, "stdout"}, {run.FromStderr, "stderr"}, {run.FromResult, tr.T("results")}, {run.FromNote, tr.T("notes")}}
}

// mostFlood is how often all rows in sight are drawn anew: faster nobody reads, and each
// text that was drawn stays in Fyne's cache for a minute.
const mostFlood = 1500 * time.Millisecond

// set shows the lines of a snapshot, and that the picture is paused.
func (v *outputView) set(s *run.Snapshot, paused bool) { //nolint:revive // a fact that is shown, not a switch
	if !paused && v.tooSoon(s) {
		return
	}
	v.newest, v.paused = s, paused
	v.take()
}

// tooSoon reports whether all that is in sight would change again.
func (v *outputView) tooSoon(s *run.Snapshot) bool {
	if v.newest == nil || !v.following || s.Phase == run.Ended {
		return false
	}
	came := s.Output.Dropped + len(s.Output.Lines) - v.newest.Output.Dropped - len(v.newest.Output.Lines)
	if came < v.pane.page() {
		return false
	}
	if time.Since(v.flooded) < mostFlood {
		return true
	}
	v.flooded = time.Now()
	return false
}

// take shows what came since the lines were looked at last.
func (v *outputView) take() {
	shown := v.source()
	if v.past.reads() != v.read {
		v.read = v.past.reads()
		v.lines.forget()
		v.chosen = outputChoice{}
	}
	v.shown = shown
	gone := v.lines.take(shown)
	v.pane.set(v.lines.rows()+v.cutRows(), gone)
	if v.following {
		v.pane.toEnd()
	}
	v.find.tell(v.lines.find.text())
	v.dropped.SetText(pausedText(v.paused) + v.countText())
	v.none.SetText(v.noneText())
	able(v.all, v.newest.Output.All != nil)
}

// again shows the lines from the beginning: others are wanted, or the same otherwise.
func (v *outputView) again() {
	v.lines.forget()
	if v.newest != nil {
		v.take()
	}
}

// asked shows the lines that are asked for.
func (v *outputView) asked() {
	wish := wishOf(v.whose.Text)
	wish.hidden = map[run.OutputKind]bool{}
	for kind, check := range v.kinds {
		wish.hidden[kind] = !check.Checked
	}
	v.lines.wish = wish
	v.chosen = outputChoice{}
	v.again()
}

// show shows the lines of one worker alone; "" is those of all.
func (v *outputView) show(worker string) { v.whose.SetText(worker) }

// showTaskOutput shows the output of one task alone.
func (w *Window) showTaskOutput(task int) {
	w.output.showTask(task)
	w.tabs.SelectIndex(outputTab)
	w.draw()
}

// taskMenu shows what can be done with a task of the table.
func (w *Window) taskMenu(t run.Task, at fyne.Position) {
	item := fyne.NewMenuItem(tr.T(showOutputWord), func() { w.showTaskOutput(t.Index) })
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", item), w.win.Canvas(), at)
}

// showTask shows the lines of one task alone.
func (v *outputView) showTask(task int) { v.whose.SetText(tr.F("task %s", taskText(task))) }

// forget forgets the lines, and whose were wanted: another run has others.
func (v *outputView) forget() {
	v.newest, v.shown, v.read, v.following, v.said = nil, run.Output{}, nil, true, ""
	v.followFace()
	v.lines.forget()
	v.chosen = outputChoice{}
	v.show("")
	v.pane.set(0, 0)
}

func (v *outputView) rawTapped() {
	v.lines.raw = v.raw.Checked
	v.again()
}

// rewrap has the lines go on in the next row where they are longer than this one, or
// not.
func (v *outputView) rewrap() {
	columns := 0
	if v.wrapped.Checked {
		columns = v.columns()
	}
	if columns == v.lines.columns {
		return
	}
	top, part := v.topLine()
	v.lines.wrap(columns)
	v.pane.set(v.lines.rows()+v.cutRows(), 0)
	if v.following {
		v.pane.toEnd()
	} else if part >= 0 {
		v.pane.steadily(func() { v.pane.scrollTo(float32(v.lines.rowOf(top)+v.cutRows()) * outputHeight) })
	}
}

// resized fits the lines to another size of what is in sight.
func (v *outputView) resized() {
	v.rewrap()
	if v.following {
		v.pane.toEnd()
	}
}

// topLine returns the line at the top of what is in sight; part is -1 where there is none.
func (v *outputView) topLine() (seq, part int) {
	row := v.pane.top() - v.cutRows()
	if row < 0 || row >= v.lines.rows() {
		return 0, -1
	}
	line, part := v.lines.at(row)
	return v.lines.lines[line].seq, part
}

// columns is how many characters of a line a row holds.
func (v *outputView) columns() int {
	return max(10, int((v.pane.scroll.Size().Width-outputLeft()-theme.ScrollBarSize())/monoWidth()))
}

// cutRows is 1 where the first row says how many lines are no longer here.
func (v *outputView) cutRows() int {
	if v.shown.Dropped == 0 {
		return 0
	}
	return 1
}

// face is what a row shows.
func (v *outputView) face(row int) outputFace {
	if row < v.cutRows() {
		pieces := []outputPiece{{text: v.cutText(), wide: utf8.RuneCountInString(v.cutText())}}
		return outputFace{kind: run.FromNote, pieces: shortened(pieces, pieces[0].wide, v.columns())}
	}
	row -= v.cutRows()
	if row >= v.lines.rows() {
		return outputFace{}
	}
	at, part := v.lines.at(row)
	l := v.lines.lines[at]
	pieces, wide := piecesOf(l.OutputLine, v.lines.raw)
	f := outputFace{kind: l.Kind, selected: v.chosen.has(l.seq)}
	from, columns := 0, v.columns()
	if part == 0 {
		f.cells = outputCells(l.OutputLine)
	}
	if v.lines.columns > 0 {
		columns = v.lines.columns
		from = part * columns
		f.pieces = between(pieces, from, from+columns)
	} else {
		f.pieces = shortened(pieces, wide, columns)
	}
	f.marks = v.marks(l.seq, from, columns)
	return f
}

// marks are the places in a row where what is looked for was found.
func (v *outputView) marks(seq, from, columns int) []outputMark {
	hits, visited := v.lines.find.of(seq)
	var marks []outputMark
	for i, h := range hits {
		first, last := max(h.from-from, 0), min(h.to-from, columns)
		if first < last {
			marks = append(marks, outputMark{first, last, i == visited})
		}
	}
	return marks
}

// cutText says in the place of lines that they are no longer here.
func (v *outputView) cutText() string {
	text := tr.F("%s earlier lines are no longer here", countText(v.shown.Dropped))
	if v.lines.wish.whose() != "" && v.read == nil {
		text = tr.F("%s earlier lines, of all tasks, are not here", countText(v.shown.Dropped))
	}
	if v.shown.All == nil {
		return text
	}
	return tr.F("%s: double-click saves", text)
}

// countText says how many lines are shown, and what became of the rest.
func (v *outputView) countText() string {
	o, shown := v.shown, len(v.lines.lines)
	here := len(o.Lines) + len(o.Open)
	parts := []string{plural(here, "line")}
	if shown != here {
		parts = []string{tr.F("%s of %s", countText(shown), plural(here, "line"))}
	}
	if o.Dropped > 0 {
		parts = append(parts, tr.F("%s earlier dropped", countText(o.Dropped)))
	}
	if text := v.past.pastText(); text != "" {
		parts = append(parts, text)
	}
	if v.said != "" {
		parts = append(parts, v.said)
	} else if o.All != nil {
		parts = append(parts, heldText(o.All))
	}
	return strings.Join(parts, "; ")
}

// heldText says how much of the output could be saved.
func heldText(t *run.Transcript) string {
	held, missed, _ := t.Held()
	if missed == 0 {
		return tr.F("all of it is %s", byteText(uint64(held)))
	}
	return tr.F("of all, the first %s are kept, the %s after that are not", byteText(uint64(held)), byteText(uint64(missed)))
}

// noneText says why there is no line, "" where there is one.
func (v *outputView) noneText() string {
	whose := v.lines.wish.whose()
	switch n := len(v.lines.lines); {
	case n > 0:
		return ""
	case v.newest.Output.Dropped+len(v.newest.Output.Lines) == 0:
		return noneText(v.newest)
	case whose == "":
		return tr.T("All lines that are here are of kinds that are not ticked.")
	case v.past.reading():
		return tr.F("The output of %s is being read from the disk …", visible(whose))
	case v.read != nil:
		return tr.F("%s printed and returned nothing.", strings.ToUpper(whose[:1])+whose[1:])
	case v.lines.wish.one || strings.HasPrefix(strings.ToLower(whose), "process-"):
		return tr.F("%s printed and returned nothing that is still here.", strings.ToUpper(whose[:1])+whose[1:])
	}
	return tr.F("No worker is called “%s”. What can be asked for is a task by its number, 7, or a worker by its name, Process-3.", visible(whose))
}

func pausedText(paused bool) string { //nolint:revive // the text of a fact, not a switch
	if paused {
		return tr.T("PAUSED") + "   "
	}
	return ""
}

// noneText says why there is no line, "" where there is one.
func noneText(s *run.Snapshot) string {
	switch {
	case s.Output.Dropped+len(s.Output.Lines) > 0:
		return ""
	case s.Observed != nil:
		return observedNone(s)
	case s.Phase == run.Ended:
		return tr.T("This run printed and returned nothing.")
	case s.Plan.Task.Kind == plan.Command:
		return tr.T("Nothing printed yet.") // a command returns nothing
	case s.Plan.Pool.Method == launcher.Map:
		return tr.T("Nothing printed yet. The results come when all tasks are done, as map returns them.")
	}
	return tr.T("Nothing printed or returned yet.")
}
