// Package gui is the window: a form that edits a plan, and views of the run. It
// takes one snapshot at a time and changes widgets; it has no driver of its own.
package gui

import (
	"image"
	"math"
	"path/filepath"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// Options is what a window needs from the program around it.
type Options struct {
	Start    StartFunc
	Observe  ObserveFunc  // nil offers nothing of it
	List     ListFunc     // of what can be observed; nil is metrics.List
	PlanPath string       // of the plan to begin with; "" is the one of the last time, or an example
	Version  string       // of Poolscope
	Room     image.Point  // for windows on the screen, in its own units; zero when it is not known
	Memory   Memory       // nil is the app's preferences
	Notify   NotifyFunc   // nil is the app's SendNotification
	Post     func(func()) // runs a function on Fyne's goroutine; nil is fyne.Do
}

// Window is the one window of the program. Its methods are for Fyne's
// goroutine, but for Interrupt.
type Window struct {
	app     fyne.App
	win     fyne.Window
	prefs   preferences
	start   StartFunc
	observe ObserveFunc
	list    ListFunc
	post    func(func())
	version string
	room    fyne.Size // of the largest window that the screen can show

	form     *form
	examples *exampleChoice
	bar      *toolbar
	live     *liveView
	tasks    *taskView
	output   *outputView
	status   *statusLine
	notice   *notice
	death    *deathLine
	early    *alarmLine
	told     *observeNotice
	warnings *warningLog
	tips     *tipLayer
	undo     *undoLine
	survived *alarmLine
	aside    *observedAside // the tasks, which what is observed has none of
	tabs     *container.AppTabs
	split    *container.Split
	empties  []*emptyState

	runItem, stopItem, pauseItem *fyne.MenuItem
	observeItem                  *fyne.MenuItem
	holdItem                     *fyne.MenuItem
	poolItems                    []*fyne.MenuItem // that change the pool, the other ones here among them
	sizeItems                    []*fyne.MenuItem // that change how many slots it has
	shutItems                    []*fyne.MenuItem // that are of no use once its inputs are closed
	undoItem                     *fyne.MenuItem
	worker                       workerItems
	rows                         rowItems
	detailItem                   *fyne.MenuItem
	lookItems                    map[appearance]*fyne.MenuItem
	scaleItems                   map[cpuScale]*fyne.MenuItem
	colourItems                  map[barColours]*fyne.MenuItem
	menu                         *fyne.MainMenu

	path     string // of the plan's file, "" when it has none
	saved    string // the plan's text as it was loaded or saved
	scale    cpuScale
	look     appearance
	session  Session             // nil while no run goes on
	target   *run.ObserveOptions // what the session observes, or the last one did; nil of a run
	orders   chan order          // for the session, nil without one; show closes it
	looked   int                 // number of the row that the session reads in detail, 0 for none
	machine  *machineSheet       // nil while it is not shown
	aim      int                 // slots that were asked for last, 0 if none were
	newest   *run.Snapshot
	drawn    *run.Snapshot // what the views show: newest, or older while paused
	paused   bool
	asking   bool // the question before quitting is shown
	quitting bool
	unseen   bool      // another window has the focus
	since    time.Time // when the window was made
	send     NotifyFunc
	pace     *pace
	troubles int // of the memory that were told

	pumps  sync.WaitGroup
	closed chan struct{} // closed by Wait
}

// New makes the window of an app. It shows nothing and starts nothing.
func New(app fyne.App, o Options) *Window {
	w := &Window{
		app: app, win: app.NewWindow("Poolscope"), prefs: preferences{o.Memory},
		start: o.Start, observe: o.Observe, list: o.List, post: o.Post, version: o.Version, closed: make(chan struct{}),
	}
	if o.Memory == nil {
		w.prefs.store = app.Preferences()
	}
	if w.post == nil {
		w.post = fyne.Do
	}
	if w.list == nil {
		w.list = metrics.List
	}
	w.finishing(o)
	w.scale, w.look = w.prefs.scale(), w.prefs.look()
	w.room = roomOf(o.Room, w.win.Canvas().Scale())
	w.build()
	w.loadFirst(o.PlanPath)
	w.tellTroubles()
	return w
}

// Show shows the window and takes its place as the one whose end is the app's.
func (w *Window) Show() {
	w.win.SetMaster()
	w.win.Resize(w.prefs.size().Min(w.room))
	w.win.Show()
}

// What is left of the screen for the frame that the desktop draws.
const (
	frameWidth  = 4
	frameHeight = 40
)

// roomOf returns the size of the largest window that a screen can show.
func roomOf(screen image.Point, scale float32) fyne.Size {
	if screen.X <= frameWidth || screen.Y <= frameHeight || scale <= 0 {
		return fyne.NewSize(math.MaxFloat32, math.MaxFloat32)
	}
	return fyne.NewSize(float32(screen.X-frameWidth)/scale, float32(screen.Y-frameHeight)/scale)
}

// ApplyTheme sets the theme. It is for the app's start: before, Fyne would stop
// following the desktop.
func (w *Window) ApplyTheme() { w.app.Settings().SetTheme(newTheme(w.look)) }

// Interrupt ends the run and closes the window without a question, as a signal
// asks for. It returns at once and may be called by any goroutine.
func (w *Window) Interrupt() { w.post(w.quit) }

// Wait ends the run, if one goes on, and returns when its last process was
// reaped. It is for after the app's event loop.
func (w *Window) Wait() {
	close(w.closed)
	if w.session != nil {
		w.session.Stop()
	}
	w.machineOff()
	w.pumps.Wait()
	w.closeOutput()
}

func (w *Window) build() {
	w.bar = newToolbar(actions{
		run: w.runTapped, stop: w.stopTapped, pause: w.pauseTapped,
		failures: w.failuresTapped, meaning: w.meaningTapped, wrong: w.wrongTapped,
	})
	w.examples = newExampleChoice(w.exampleChosen)
	w.form = newForm(w.examples.choice, w.pickInputs, w.edited)
	w.form.python.OnTapped = w.pythonTapped
	w.form.otherTask = w.taskPicked
	w.live, w.tasks, w.output = newLiveView(w.redraw, w.cardTapped, w.rowMenu, w.detailTapped), newTaskView(w.taskChosen), newOutputView(w.lineChosen, w.saveOutputTapped)
	w.tasks.output, w.tasks.table.menu = w.showTaskOutput, w.taskMenu
	w.status = newStatusLine(w.meaningAt, w.warningsTapped)
	w.live.table.meaning, w.tasks.table.meaning = w.meaningAt, w.meaningAt
	live := newEmptyState(w.live.content,
		"Nothing has run yet. Run the plan on the left to see what each worker does to the processor and the memory.", w.runTapped)
	tasks := newEmptyState(w.tasks.content,
		"Nothing has run yet. Each task will be here with its input, its worker, and how it ended.", w.runTapped)
	output := newEmptyState(w.output.content,
		"Nothing has run yet. What the tasks print and return will be here, line by line.", w.runTapped)
	w.empties = []*emptyState{live, tasks, output}
	w.aside = newObservedAside(tasks.place, noTasksText)
	if w.observe != nil {
		live.also("Observe a program that runs, or another command …", w.observeTapped)
	}
	w.tabs = container.NewAppTabs(container.NewTabItem("Live", live.place), container.NewTabItem("Tasks", w.aside.place), container.NewTabItem("Output", output.place))
	w.tabs.OnSelected = func(*container.TabItem) { w.draw() }
	w.split = container.NewHSplit(w.form.content, w.tabs)
	last := w.prefs.ending()
	w.tasks.sortAs(last.TaskSort, last.TaskDown)
	w.restoreRows(last)
	w.live.span.restore(last.Length)
	w.split.Offset, w.live.split.Offset = last.Form, last.Chart
	w.notice, w.death, w.early = newNotice(), newDeathLine(), newAlarmLine(widget.NewButton("Show all of it", w.earlyTapped))
	w.told = newObserveNotice(w.noticesTapped)
	w.undo, w.survived = newUndoLine(w.undoTapped), newAlarmLine()
	top := container.NewVBox(w.bar.content, widget.NewSeparator(), w.notice.content, w.early.content, w.death.content, w.told.content, w.survived.content, w.undo.content)
	bottom := container.NewVBox(widget.NewSeparator(), w.status.content)
	w.notice.said = w.warnings.noted
	w.win.SetContent(container.NewStack(container.NewBorder(top, bottom, nil, nil, w.split), w.tips))
	w.menu = w.mainMenu()
	w.live.colours = w.prefs.colours()
	w.mark()
	w.win.SetMainMenu(w.menu)
	if w.prefs.detail() {
		w.showDetail(true)
	}
	w.win.SetCloseIntercept(w.closeTapped)
}

// runTapped starts a run of the plan that the form shows, unless one goes on.
func (w *Window) runTapped() {
	if w.session != nil {
		return
	}
	p, problems := w.form.plan()
	if len(problems) > 0 {
		w.state()
		return
	}
	session, err := w.start(p)
	if err != nil {
		complain(w.win, "Nothing was started", err.Error())
		return
	}
	w.began(session, nil)
}

// began takes over a session: of a run, or of what it observes.
func (w *Window) began(session Session, target *run.ObserveOptions) {
	w.closeOutput()
	w.session, w.target, w.paused = session, target, false
	w.newest, w.drawn, w.aim, w.looked = nil, nil, 0, 0
	w.live.forget()
	w.tasks.forget()
	w.output.forget()
	w.death.forget()
	w.early.forget()
	w.told.forget()
	w.survived.forget()
	w.undo.forget()
	w.warnings.begin()
	w.aside.show(target != nil)
	orders := make(chan order, mostOrders)
	w.orders = orders
	w.pumps.Go(func() { w.obey(orders) })
	for _, e := range w.empties {
		e.fill()
	}
	w.title()
	w.state()
	p := pump{
		snapshots: session.Snapshots(), post: w.post, show: w.show, closed: w.closed, pace: w.pace,
	}
	w.pumps.Go(p.run)
}

// show takes a frame from the pump.
func (w *Window) show(f frame) {
	if f.snapshot != nil {
		w.newest = f.snapshot
	}
	if f.last {
		w.session = nil
		close(w.orders)
		w.orders = nil
	}
	if w.newest != nil {
		w.showFrame(f)
	}
	if f.last {
		w.ended()
	}
}

func (w *Window) showFrame(f frame) {
	if f.texts {
		w.bar.progress(w.newest)
		w.status.set(w.newest)
		w.machineState()
		w.death.set(w.newest)
		w.early.say(earlyText(w.newest))
		w.told.set(w.newest)
		w.warnings.take(w.newest)
		w.survived.say(escapedText(w.newest))
		w.undo.set(w.newest)
		w.title()
		w.follow()
	}
	if w.paused {
		return
	}
	w.drawn = w.newest
	w.drawPicture()
	if f.texts {
		w.drawTexts()
	}
}

func (w *Window) ended() {
	w.notifyEnd()
	w.title()
	w.state()
	if w.quitting {
		w.finish()
	}
}

// redraw shows all of the drawn snapshot after another worker was selected.
func (w *Window) redraw() {
	w.follow()
	w.draw()
}

// draw shows all of the drawn snapshot.
func (w *Window) draw() {
	if w.drawn != nil {
		w.drawPicture()
		w.drawTexts()
	}
}

func (w *Window) drawPicture() {
	if w.drawn == nil || w.tabs.SelectedIndex() != liveTab {
		return
	}
	w.live.drawPicture(w.drawn, w.scale, w.paused)
}

func (w *Window) drawTexts() {
	w.lookAtSelected()
	switch w.tabs.SelectedIndex() {
	case liveTab:
		w.live.drawRows(w.drawn, w.scale)
		w.live.detail.set(w.drawn, w.live.selected, w.scale)
	case tasksTab:
		w.tasks.set(w.drawn, w.paused)
	default:
		w.output.set(w.drawn, w.paused)
	}
}

// The views, in the order of their tabs.
const (
	liveTab = iota
	tasksTab
	outputTab
)

// taskChosen selects the worker of a task, where it is still known.
func (w *Window) taskChosen(t run.Task) {
	number := t.Number
	if _, ok := rowOf(w.drawn, number); !ok {
		number = 0
	}
	w.live.selected, w.live.table.selected = number, number
	w.follow()
}

func (w *Window) stopTapped() {
	if w.stoppable() {
		w.session.Stop()
	}
}

// pauseTapped freezes the picture or lets it go on. The run goes on either way.
func (w *Window) pauseTapped() {
	if !w.pausable() {
		return
	}
	w.paused = !w.paused
	if !w.paused {
		w.drawn = w.newest
	}
	w.state()
	w.draw()
}

// closeTapped closes the window, after a question while a run goes on, or a command that
// was started to be observed. What ran before is left alone and needs none.
func (w *Window) closeTapped() {
	if !w.going() || w.observes() && len(w.target.Command) == 0 {
		w.quit()
		return
	}
	if w.asking || w.quitting {
		return
	}
	w.asking = true
	question := w.askToQuit()
	question.dialog.SetOnClosed(func() { w.asking = false })
}

func (w *Window) askToQuit() *sheet {
	if w.observes() {
		text := "Quitting ends " + clipped(visible(plan.JoinWords(w.target.Command)), mostTarget) + " and all that it started."
		return ask(w.win, "A command goes on", folded(text, lineColumns), "Keep watching", "End the command and quit", w.quit)
	}
	workers := plural(w.workers(), "worker")
	return ask(w.win, "A run goes on", "Quitting ends it. The tasks that are not done yet will not be.",
		"Keep running", "Stop "+workers+" and quit", w.quit)
}

func (w *Window) workers() int {
	if w.newest == nil {
		p, _ := w.form.plan()
		return p.Workers()
	}
	return aliveWorkers(w.newest)
}

// quit ends the run and then closes the window.
func (w *Window) quit() {
	if w.session == nil {
		w.finish()
		return
	}
	w.quitting = true
	w.session.Stop()
	w.state()
}

// finish closes the window: every process was reaped.
func (w *Window) finish() {
	w.remember()
	w.win.Close()
}

// remember keeps how the window stands, and what was not saved, for the next start.
func (w *Window) remember() {
	size := w.win.Canvas().Size()
	column, down := w.tasks.sorting()
	w.prefs.setEnding(ending{
		Width: float64(size.Width), Height: float64(size.Height),
		Form: w.split.Offset, Chart: w.live.split.Offset, Length: w.live.span.wish(), TaskSort: column, TaskDown: down,
		WorkerSort: w.live.table.list.by, WorkerDown: bool(w.live.table.list.way), Draft: w.draftToKeep(),
	})
}

// edited says in the title that the plan differs from its file, and on the
// buttons whether it can be run.
func (w *Window) edited() {
	w.tips.off()
	w.title()
	w.state()
}

func (w *Window) title() {
	if w.observes() {
		w.titled(targetText(w.target, w.newest))
		return
	}
	p, _ := w.form.plan()
	name := p.Title
	if name == "" && w.path != "" {
		name = filepath.Base(w.path)
	}
	if name == "" {
		name = "Untitled plan"
	}
	if w.changed(p) {
		name = "*" + name + " (not saved)"
	}
	w.titled(name)
}

func (w *Window) titled(name string) {
	if text := name + " - Poolscope"; text != w.win.Title() {
		w.win.SetTitle(text)
	}
}

func (w *Window) changed(p plan.Plan) bool {
	return len(w.form.problems) > 0 || string(p.Encode()) != w.saved
}
