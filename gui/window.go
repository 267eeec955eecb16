// Package gui is the window: a form that edits a plan, and views of the run. It
// takes one snapshot at a time and changes widgets; it has no driver of its own.
package gui

import (
	"image"
	"math"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
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
	Scale    ScaleFunc    // nil where the environment says how large all is
	Memory   Memory       // nil is the app's preferences
	Notify   NotifyFunc   // nil is the app's SendNotification
	Post     func(func()) // runs a function on Fyne's goroutine; nil is fyne.Do
	Leave    func()       // ends the app, once nothing runs any more; nil closes the window
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

	magnifier magnifier

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
	menuStale                    bool   // the menus are to be drawn anew once none is open
	leave                        func() // ends the app

	recentItem, revertItem, textItem *fyne.MenuItem
	recentPaths                      []string                           // that the menu has
	takeInputs                       func(paths []string) (said string) // makes files that were dropped inputs

	path     string // of the plan's file, "" when it has none
	saved    string // the plan's text as it was loaded or saved
	taskFile taskFile
	dropping int // how often files were dropped
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
	question *sheet // before quitting, nil while none is asked
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
		app: app, prefs: preferences{o.Memory}, magnifier: magnifier{o.Scale, o.Room},
		start: o.Start, observe: o.Observe, list: o.List, post: o.Post, version: o.Version, closed: make(chan struct{}),
	}
	if o.Memory == nil {
		w.prefs.store = app.Preferences()
	}
	w.magnify()
	w.win = app.NewWindow("Poolscope")
	w.leave = o.Leave
	if w.leave == nil {
		w.leave = w.win.Close
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

// ApplyTheme sets the theme, and makes the window no larger than the screen, whose scale
// is known by then. It is for the app's start: before, Fyne would stop following the
// desktop.
func (w *Window) ApplyTheme() {
	w.app.Settings().SetTheme(newTheme(w.look))
	w.fitScreen()
}

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
	w.form.tasks.forget()
	w.pumps.Wait()
	w.closeOutput()
}

// Lost ends the run and keeps what is remembered of the window, as closing it does: the
// display is gone. It is for Fyne's goroutine, where nothing else is done any more, and
// returns when the last process was reaped.
func (w *Window) Lost() {
	w.remember()
	w.Wait()
}

func (w *Window) build() {
	w.bar = newToolbar(actions{
		run: w.runTapped, stop: w.stopTapped, pause: w.pauseTapped,
		failures: w.failuresTapped, meaning: w.meaningTapped, wrong: w.wrongTapped, explain: w.meaningAt,
	})
	w.makeForm()
	w.live, w.tasks, w.output = newLiveView(w.redraw, w.cardTapped, w.rowMenu, w.detailTapped), newTaskView(w.taskChosen), newOutputView(w.lineChosen, w.saveOutputTapped)
	w.tasks.output, w.tasks.table.menu = w.showTaskOutput, w.taskMenu
	w.live.detail.peaks = func() exactPeaks { return w.tasks.list.about.peaks }
	w.status = newStatusLine(w.meaningAt, w.warningsTapped)
	w.live.table.meaning, w.tasks.table.meaning, w.output.meaning = w.meaningAt, w.meaningAt, w.meaningAt
	live := newEmptyState(w.live.content,
		tr.T("Nothing has run yet. Run the plan on the left to see what each worker does to the processor and the memory."), w.runTapped)
	tasks := newEmptyState(w.tasks.content,
		tr.T("Nothing has run yet. Each task will be here with its input, its worker, and how it ended."), w.runTapped)
	output := newEmptyState(w.output.content,
		tr.T("Nothing has run yet. What the tasks print and return will be here, line by line."), w.runTapped)
	w.empties = []*emptyState{live, tasks, output}
	w.aside = newObservedAside(tasks.place, noTasksText)
	if w.observe != nil {
		live.also(tr.T("Observe a program that runs, or another command …"), w.observeTapped)
	}
	w.tabs = container.NewAppTabs(
		container.NewTabItem(tr.T("Live"), live.place), container.NewTabItem(tr.T("Tasks"), w.aside.place), container.NewTabItem(tr.T("Output"), output.place),
	)
	w.tabs.OnSelected = func(*container.TabItem) { w.draw() }
	w.split = container.NewHSplit(w.form.pane, w.tabs)
	last := w.prefs.ending()
	w.tasks.sortAs(last.TaskSort, last.TaskDown)
	w.restoreRows(last)
	w.live.span.restore(last.Length)
	w.split.Offset, w.live.split.Offset, w.tasks.split.Offset = last.Form, last.Chart, last.Card
	w.tabs.SelectIndex(min(max(liveTab, last.Tab), outputTab))
	w.notice, w.death, w.early = newNotice(), newDeathLine(), newAlarmLine(widget.NewButton(tr.T("Show all of it"), w.earlyTapped))
	w.told = newObserveNotice(w.noticesTapped)
	w.undo, w.survived = newUndoLine(w.undoTapped), newAlarmLine()
	top := container.NewVBox(w.bar.content, widget.NewSeparator(), w.notice.content, w.early.content, w.death.content, w.told.content, w.survived.content, w.undo.content)
	bottom := shielded(container.NewVBox(widget.NewSeparator(), w.status.content))
	w.notice.said = w.warnings.noted
	w.win.SetContent(container.NewStack(framed(shielded(top), bottom, w.split), w.tips))
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
		complain(w.win, tr.T("Nothing was started"), err.Error())
		return
	}
	w.began(session, nil)
	w.lookAtTask() // the file of a task that was missing before is there now
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
		w.tasks.list.note(w.newest)
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
	w.answered()
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

// edited says in the title that the plan differs from its file, and on the
// buttons whether it can be run.
func (w *Window) edited() {
	w.tips.off()
	w.title()
	w.form.head.say("")
	w.editedState()
	w.lookAtTask()
	w.state()
}

// surveyed shows what was found out about the inputs in the meantime, which is no edit:
// what was said to who edits stays.
func (w *Window) surveyed() {
	w.form.check()
	w.lookAtTask()
	w.state()
}

func (w *Window) title() {
	if w.observes() {
		w.titled(targetText(w.target, w.newest))
		return
	}
	p, _ := w.form.plan()
	name := p.Title
	if name == "" || w.form.asText.edits() && w.form.untold {
		name = w.untitled()
	}
	if w.changed() {
		name = tr.F("*%s (not saved)", name)
	}
	w.titled(name)
}

func (w *Window) titled(name string) {
	if text := name + " - Poolscope"; text != w.win.Title() {
		w.win.SetTitle(text)
	}
}

// changed reports whether the plan has edits that its file lacks.
func (w *Window) changed() bool {
	return w.form.untold && !w.form.asText.edits() || w.form.source() != w.saved
}
