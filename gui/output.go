package gui

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// outputView shows what the tasks print and return, a row a line, in the order in
// which it came: what is printed at once, the result of a task when the method
// hands it out, which for map and starmap is at the end of the run. Only the rows
// that are seen exist as widgets.
type outputView struct {
	list    *widget.List
	follow  *widget.Check
	dropped *widget.Label
	all     *widget.Button // shows the lines of all workers again
	worker  string         // whose lines alone are shown, "" for all
	newest  *run.Snapshot
	paused  bool
	none    *widget.Label // in the place of the lines while there is none
	content fyne.CanvasObject
	open    func(run.OutputLine) // called with a line that was chosen
	lines   []run.OutputLine
	count   int // lines ever seen: what was dropped and what is here
}

func newOutputView(open func(run.OutputLine)) *outputView {
	v := &outputView{open: open}
	v.list = widget.NewList(func() int { return len(v.lines) }, newOutputRow, v.update)
	v.list.HideSeparators = true
	v.list.OnSelected = v.selected
	v.follow = widget.NewCheck("Follow the newest line", v.followChanged)
	v.follow.Checked = true
	v.dropped = widget.NewLabel("")
	v.dropped.Truncation = fyne.TextTruncateEllipsis
	v.all = widget.NewButton("Show all workers", func() { v.show("") })
	v.all.Hide()
	top := container.NewBorder(nil, nil, nil, container.NewHBox(v.all, v.follow), v.dropped)
	head := newOutputRow()
	head.(*outputRow).setHead()
	v.none = widget.NewLabel("")
	v.none.Alignment, v.none.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	middle := container.NewCenter(fixedWidth(420, v.none))
	v.content = container.NewBorder(container.NewVBox(top, head), nil, nil, nil, container.NewStack(v.list, middle))
	return v
}

// set shows the lines of a snapshot, and that the picture is paused.
func (v *outputView) set(s *run.Snapshot, paused bool) {
	v.newest, v.paused = s, paused
	o := v.only(s.Output)
	v.dropped.SetText(pausedText(paused) + v.whose() + droppedText(o))
	v.none.SetText(v.noneText(s, o))
	count := o.Dropped + len(o.Lines)
	if count == v.count && len(o.Lines) == len(v.lines) {
		return
	}
	v.lines, v.count = o.Lines, count
	v.list.Refresh()
	if v.follow.Checked {
		v.list.ScrollToBottom()
	}
}

// show shows the lines of one worker alone; "" is those of all.
func (v *outputView) show(worker string) {
	v.worker, v.count = worker, -1
	show(v.all, worker != "")
	if v.newest != nil {
		v.set(v.newest, v.paused)
	}
}

// forget shows the lines of all workers: another run has others.
func (v *outputView) forget() {
	v.newest = nil
	v.show("")
}

// only returns the lines of the worker that was asked for.
func (v *outputView) only(o run.Output) run.Output {
	if v.worker == "" {
		return o
	}
	its := run.Output{Dropped: o.Dropped}
	for _, l := range o.Lines {
		if l.Worker == v.worker {
			its.Lines = append(its.Lines, l)
		}
	}
	return its
}

func (v *outputView) whose() string {
	if v.worker == "" {
		return ""
	}
	return v.worker + " only: "
}

// noneText says why there is no line, "" where there is one.
func (v *outputView) noneText(s *run.Snapshot, shown run.Output) string {
	if v.worker != "" && len(shown.Lines) == 0 {
		return v.worker + " printed and returned nothing that is still here."
	}
	return noneText(s)
}

func pausedText(paused bool) string { //nolint:revive // the text of a fact, not a switch
	if paused {
		return "PAUSED   "
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
		return "This run printed and returned nothing."
	case s.Plan.Task.Kind == plan.Command:
		return "Nothing printed yet." // a command returns nothing
	case s.Plan.Pool.Method == launcher.Map:
		return "Nothing printed yet. The results come when all tasks are done, as map returns them."
	}
	return "Nothing printed or returned yet."
}

func droppedText(o run.Output) string {
	if o.Dropped == 0 {
		return plural(len(o.Lines), "line")
	}
	return "… " + countText(o.Dropped) + " earlier lines dropped, " + countText(len(o.Lines)) + " shown"
}

func (v *outputView) update(id widget.ListItemID, o fyne.CanvasObject) {
	if id < 0 || id >= len(v.lines) {
		return
	}
	o.(*outputRow).set(v.lines[id])
}

func (v *outputView) selected(id widget.ListItemID) {
	v.list.Unselect(id)
	if id >= 0 && id < len(v.lines) {
		v.open(v.lines[id])
	}
}

func (v *outputView) followChanged(bool) {
	if v.follow.Checked {
		v.list.ScrollToBottom()
	}
}

// kindText names the kind of a line in words, so that colour is not the only sign.
func kindText(k run.OutputKind) string {
	switch k {
	case run.FromStdout:
		return "out"
	case run.FromStderr:
		return "err !"
	case run.FromResult:
		return "result"
	case run.FromNote:
		return "note"
	}
	return string(k)
}

func kindColor(k run.OutputKind) fyne.ThemeColorName {
	switch k {
	case run.FromStdout:
		return theme.ColorNameForeground
	case run.FromStderr:
		return theme.ColorNameError
	case run.FromResult:
		return theme.ColorNameSuccess
	case run.FromNote:
		return theme.ColorNamePlaceHolder
	}
	return theme.ColorNameForeground
}

func taskText(task int) string {
	if task < 0 {
		return ""
	}
	return strconv.Itoa(task)
}

// outputRow is a line of output: when, task, worker, kind, text. The text is cut
// where the row ends; the rest is seen by choosing the row.
type outputRow struct {
	widget.BaseWidget
	cells [5]string
	kind  run.OutputKind
	bold  bool
}

func newOutputRow() fyne.CanvasObject {
	r := &outputRow{kind: run.FromStdout}
	r.ExtendBaseWidget(r)
	return r
}

func (r *outputRow) set(l run.OutputLine) {
	r.cells = [5]string{fmt.Sprintf("%.3f s", l.At), taskText(l.Task), l.Worker, kindText(l.Kind), visible(l.Text)}
	r.kind = l.Kind
	r.Refresh()
}

func (r *outputRow) setHead() {
	r.cells = [5]string{"At", "Task", "Worker", "Kind", "Text"}
	r.bold = true
	r.Refresh()
}

// CreateRenderer is what a Fyne widget is asked for.
func (r *outputRow) CreateRenderer() fyne.WidgetRenderer {
	p := &outputRenderer{row: r}
	for i := range p.texts {
		p.texts[i] = canvas.NewText("", nil)
		p.objects = append(p.objects, p.texts[i])
	}
	p.texts[0].Alignment = fyne.TextAlignTrailing
	p.texts[1].Alignment = fyne.TextAlignTrailing
	p.Refresh()
	return p
}

type outputRenderer struct {
	row     *outputRow
	texts   [5]*canvas.Text
	objects []fyne.CanvasObject
}

const outputHeight = 20

func (p *outputRenderer) MinSize() fyne.Size { return fyne.NewSize(300, outputHeight) }

// outputColumns returns the widths of all columns but the text's.
func outputColumns() [4]float32 { return [4]float32{70, 56, 98, 50} }

func (p *outputRenderer) Layout(size fyne.Size) {
	x := float32(0)
	for i, width := range outputColumns() {
		p.texts[i].Move(fyne.NewPos(x+cellSide, 0))
		p.texts[i].Resize(fyne.NewSize(width-2*cellSide, size.Height))
		x += width
	}
	p.texts[4].Move(fyne.NewPos(x+cellSide, 0))
	p.texts[4].Resize(fyne.NewSize(max(0, size.Width-x-2*cellSide), size.Height))
	p.cut()
}

// cut shortens the texts to what their columns hold: a canvas text is drawn beyond
// its size.
func (p *outputRenderer) cut() {
	for i, width := range outputColumns() {
		p.texts[i].Text = cutToFit(p.row.cells[i], p.texts[i], width-2*cellSide)
	}
	text := p.texts[4]
	wide := fyne.MeasureText("M", text.TextSize, text.TextStyle).Width
	text.Text = cutText(p.row.cells[4], int(text.Size().Width/wide))
}

// cutToFit returns the most of a text that is no wider than width as t is drawn, with a
// mark where more would follow.
func cutToFit(s string, t *canvas.Text, width float32) string {
	for n := utf8.RuneCountInString(s); n > 0; n-- {
		short := cutText(s, n)
		if fyne.MeasureText(short, t.TextSize, t.TextStyle).Width <= width {
			return short
		}
	}
	return ""
}

// cutText returns the first n columns of a text, with a mark where more would
// follow. Whatever is not ASCII counts as two columns, as wide as it can be.
func cutText(s string, n int) string {
	used, last := 0, 0 // last: where the rune before begins, which gives way to the mark
	for i, r := range s {
		used++
		if r >= utf8.RuneSelf {
			used++
		}
		if used > n {
			return s[:last] + "…"
		}
		last = i
	}
	return s
}

func (p *outputRenderer) Refresh() {
	quiet, loud := theme.Color(theme.ColorNamePlaceHolder), theme.Color(kindColor(p.row.kind))
	for i, t := range p.texts {
		t.Text, t.TextSize, t.Color = p.row.cells[i], theme.TextSize(), quiet
		t.TextStyle = fyne.TextStyle{Bold: p.row.bold, Monospace: i == 4 && !p.row.bold}
	}
	p.texts[3].Color, p.texts[4].Color = loud, loud
	if p.row.kind == run.FromNote {
		p.texts[4].TextStyle.Italic = true
	}
	p.cut()
	for _, t := range p.texts {
		t.Refresh()
	}
}

func (p *outputRenderer) Objects() []fyne.CanvasObject { return p.objects }

func (p *outputRenderer) Destroy() {}
