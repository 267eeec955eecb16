package gui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// taskView is the table of a run's tasks, what is asked of it, and the card of the
// task that is chosen.
type taskView struct {
	list    *taskList
	table   *taskTable
	filter  *sheetEntry
	states  *widget.Select
	note    *widget.Label
	card    *widget.Label
	split   *container.Split
	content fyne.CanvasObject
	drawn   *run.Snapshot
	still   bool           // the picture is paused
	picked  func(run.Task) // called with a task that was chosen
	printed *widget.Button // shows what the chosen task printed
	output  func(task int) // called with a task whose output is wanted
	next    time.Time      // before it the rows are not arranged anew, unless something else is asked for
}

func newTaskView(picked func(run.Task)) *taskView {
	v := &taskView{list: &taskList{}, note: shortLabel(), card: widget.NewLabel(""), picked: picked}
	v.table = newTaskTable(v.list, v.pick, v.sortBy)
	v.filter = newSheetEntry(func(string) { v.focusTable() }, v.clearFilter)
	v.filter.SetPlaceHolder(tr.T("Filter: input, state, exit, worker, task or PID"))
	v.filter.OnChanged = func(string) { v.asked() }
	v.states = widget.NewSelect(append([]string{tr.T("all states")}, stateNames()...), func(string) { v.asked() })
	v.states.SetSelectedIndex(0)
	v.card.TextStyle.Monospace, v.card.Selectable = true, true
	v.card.SetText(noCard())
	top := container.NewVBox(container.NewBorder(nil, nil, nil, fixedWidth(statesWidth(), v.states), v.filter), v.note)
	v.printed = widget.NewButton(tr.T(showOutputWord), func() { v.output(v.table.selected) })
	v.printed.Disable()
	card := container.NewBorder(nil, nil, nil, container.NewVBox(v.printed), container.NewScroll(v.card))
	v.split = container.NewVSplit(container.NewBorder(top, nil, nil, nil, v.table), card)
	v.split.Offset = 0.66
	v.content = v.split
	return v
}

// statesWidth holds the longest name of a state, with the arrow of the list.
func statesWidth() float32 {
	width := float32(140)
	for _, name := range stateNames() {
		text := fyne.MeasureText(name, (&ownTheme{}).Size(theme.SizeNameText), fyne.TextStyle{}).Width
		width = max(width, text+statesArrow)
	}
	return width
}

const statesArrow = 44 // what a list takes besides its text

const showOutputWord = "Show its output"

func noCard() string { return tr.T("Choose a task to see all that is known of it.") }

// taskStates lists the states that can be asked for.
func taskStates() []launcher.State {
	return []launcher.State{
		launcher.Running, launcher.Done, launcher.Failed, launcher.TimedOut, launcher.Killed, launcher.Cancelled, launcher.NotRun, launcher.Queued,
	}
}

// stateNames are those of taskStates as the window says them.
func stateNames() []string {
	var names []string
	for _, s := range taskStates() {
		names = append(names, stateWord(s))
	}
	return names
}

// set shows the tasks of a snapshot, and that the picture is paused.
func (v *taskView) set(s *run.Snapshot, paused bool) {
	v.drawn, v.still = s, paused
	if now := time.Now(); s.Phase == run.Ended || v.still || now.After(v.next) {
		v.list.set(s)
		// Of very many tasks, to arrange them should take a small part of the time.
		v.next = now.Add(10 * time.Since(now))
	}
	v.show()
}

// show brings all in line with the list.
func (v *taskView) show() {
	if v.drawn == nil {
		return
	}
	if text := v.noteText(); text != v.note.Text {
		v.note.SetText(text)
	}
	v.showCard()
	v.table.Refresh()
}

// asked takes over what was asked for.
func (v *taskView) asked() {
	v.list.text = strings.ToLower(strings.TrimSpace(v.filter.Text))
	v.list.state = ""
	if i := v.states.SelectedIndex(); i > 0 {
		v.list.state = taskStates()[i-1]
	}
	v.rearrange()
	v.table.ScrollToTop()
}

func (v *taskView) rearrange() {
	if v.drawn != nil {
		v.list.set(v.drawn)
	}
	v.show()
}

// sortBy sorts by a column, the other way round where it is that already.
func (v *taskView) sortBy(column int) {
	v.list.down = column == v.list.column && !v.list.down
	v.list.column = column
	v.rearrange()
}

// sorting returns what the tasks are sorted by, for the next start.
func (v *taskView) sorting() (column int, down bool) { return v.list.column, v.list.down }

// sortAs takes over what tasks were sorted by.
func (v *taskView) sortAs(column int, down bool) {
	if column >= 0 && column < len(v.table.columns) {
		v.list.column, v.list.down = column, down
	}
}

// pick shows a task's card.
func (v *taskView) pick(t run.Task) {
	v.table.selected = t.Index
	v.show()
	v.picked(t)
}

// forget takes all of a run back: another one begins.
func (v *taskView) forget() {
	v.drawn, v.table.selected, v.next = nil, -1, time.Time{}
	*v.list = taskList{text: v.list.text, state: v.list.state, column: v.list.column, down: v.list.down}
	v.card.SetText(noCard())
	v.printed.Disable()
	v.note.SetText("")
	v.table.Refresh()
}

func (v *taskView) clearFilter() {
	v.filter.SetText("")
	v.focusTable()
}

func (v *taskView) focusTable() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.content); c != nil {
		c.Focus(v.table)
	}
}

// noteText counts what is shown and what is not.
func (v *taskView) noteText() string {
	kept, shown := v.list.tasks.Len(), len(v.list.indexes)
	parts := []string{plural(kept, "task")}
	if shown != kept {
		parts = []string{tr.F("%s of %s", countText(shown), plural(kept, "task"))}
	}
	if n := v.list.tasks.Dropped; n > 0 {
		parts = append(parts, tr.F("%s earlier ones are no longer kept", countText(n)))
	}
	queued, notRun := unlisted(v.drawn.Counts, kept+v.list.tasks.Dropped)
	if queued > 0 {
		parts = append(parts, tr.F("%s more are queued and listed once they start", countText(queued)))
	}
	if notRun > 0 {
		parts = append(parts, tr.F("%s more were not run and are not listed", countText(notRun)))
	}
	return pausedText(v.still) + strings.Join(parts, "; ")
}

// unlisted returns how many tasks the table cannot have, as nothing was told of them one
// by one: those that are still to be queued for, and those that the end of the run met
// before they were read. A task that is queued once more is listed.
func unlisted(c run.Counts, listed int) (queued, notRun int) {
	rest := max(0, c.Queued+c.Running+c.Finished()-listed)
	queued = min(rest, c.Queued)
	return queued, min(rest-queued, c.NotRun)
}

func (v *taskView) showCard() {
	text := noCard()
	able(v.printed, v.table.selected >= 0)
	if v.table.selected >= 0 {
		text = taskCard(v.drawn, v.table.selected, v.list.about.peaks, onScreen())
	}
	if text != v.card.Text {
		v.card.SetText(text)
	}
}

// taskCard says all that is known of a task.
func taskCard(s *run.Snapshot, index int, peaks exactPeaks, shape cardShape) string {
	at := slices.IndexFunc(s.Failures, func(r launcher.Result) bool { return r.Task == index })
	if at >= 0 {
		return cardText(s.Plan, s.Failures[at], s.Output, peaks, shape)
	}
	t, ok := s.Tasks.Task(index)
	if !ok {
		return tr.F("Task %s is no longer kept: it ended long ago.", strconv.Itoa(index))
	}
	state := taskState(t)
	if t.Exit != "" {
		state += ", " + t.Exit
	}
	attempt := ""
	if t.Attempt > 1 {
		attempt = strconv.Itoa(t.Attempt)
	}
	return rowsText([][2]string{
		{tr.T("Task"), strconv.Itoa(index)},
		{tr.T("Input"), visible(inputShown(t))},
		{tr.T("Command"), taskCommand(s.Plan, t, shape)},
		{tr.T("State"), state},
		{tr.T("Worker"), strings.TrimSuffix(t.Worker+", PID "+positive(t.PID), ", PID ")},
		{tr.T("Start"), startText(t)},
		{tr.T("Ran for"), wallText(t, s.Elapsed)},
		{tr.T("CPU time"), ended(t, taskCPUText(s.Plan, t.CPU))},
		{tr.T("Peak memory"), peaks.text(t.Worker, t.PeakRSS)},
		{tr.T("Attempt"), attempt},
	}, shape) + "\n" + tr.T("End of its output") + "\n" + outputEnd(index, s.Output, shape)
}

// taskCommand is the command line of a task, "" where there is none or its input was cut.
func taskCommand(p plan.Plan, t run.Task, shape cardShape) string {
	if t.Cut {
		return ""
	}
	return commandLine(p, t.Index, t.Attempt, t.Input, shape)
}
