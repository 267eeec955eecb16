package gui

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// ObserveFunc begins to observe processes that run, or one command that it starts. An
// error means that nothing was started, and says why in words for the user.
type ObserveFunc func(run.ObserveOptions) (Session, error)

// ListFunc returns the processes that can be observed; metrics.List is one. Any
// goroutine calls it.
type ListFunc func() ([]metrics.Candidate, error)

// observes tells that what goes on is no run of the plan.
func (w *Window) observes() bool { return w.session != nil && w.target != nil }

// observable tells that something can be observed now.
func (w *Window) observable() bool { return w.observe != nil && w.session == nil && !w.quitting }

// observeTapped asks what is to be observed.
func (w *Window) observeTapped() {
	if w.observable() {
		newObserveSheet(w).show()
	}
}

// observing begins to observe, and returns why it can't.
func (w *Window) observing(o run.ObserveOptions) error {
	session, err := w.observe(o)
	if err != nil {
		return err
	}
	w.tabs.SelectIndex(liveTab)
	w.began(session, &o)
	return nil
}

// observeFace names what the buttons and the menu would do to what goes on. Run's label
// in the menu says why it is disabled.
func (w *Window) observeFace() {
	stop, start, observe := tr.In("button", "Stop"), tr.In("button", "Run"), tr.T("Observe …")
	switch {
	case w.observes():
		stop, start = stopObservingWord(w.target), tr.T("Run (not while a program is observed)")
		observe = tr.T("Observe … (one at a time)")
	case w.session != nil:
		observe = tr.T("Observe … (not during a run)")
	}
	w.observeItem.Disabled = !w.observable()
	w.observeItem.Label, w.runItem.Label, w.stopItem.Label = observe, start, stop
	if w.bar.stop.Text != stop {
		w.bar.stop.SetText(stop)
	}
}

// stopObservingWord names what Stop does: a process that ran before is left alone.
func stopObservingWord(o *run.ObserveOptions) string {
	if len(o.Command) > 0 {
		return tr.T("End command")
	}
	return tr.T("Stop watching")
}

// targetText names what is observed: a command by its words, and by its PID once that
// is known; "" where nothing is.
func targetText(o *run.ObserveOptions, s *run.Snapshot) string {
	var seen *run.Observed
	if s != nil {
		seen = s.Observed
	}
	switch {
	case o == nil:
		return ""
	case len(o.Command) == 0 && len(o.PIDs) != 1:
		return plural(len(o.PIDs), "process tree")
	}
	name, pid := briefly(o.Command), ""
	if seen != nil && len(seen.Roots) == 1 {
		pid = strconv.Itoa(seen.Roots[0])
	}
	if len(o.Command) == 0 {
		pid = strconv.Itoa(o.PIDs[0])
		name = rootName(s, o.PIDs[0])
	}
	switch {
	case name == "":
		return "PID " + pid
	case pid == "":
		return clipped(name, mostTarget)
	}
	return clipped(name, mostTarget) + " (PID " + pid + ")"
}

const mostTarget = 80 // bytes of a command in a title

// rootName is the command of a process that is observed, "" where it is not known.
func rootName(s *run.Snapshot, pid int) string {
	if s == nil {
		return ""
	}
	at := slices.IndexFunc(s.Rows, func(r run.Row) bool { return r.PID == pid })
	if at < 0 {
		return ""
	}
	if s.Rows[at].Command == "" {
		return visible(s.Rows[at].Worker)
	}
	return briefly(wordsOf(s.Rows[at].Command))
}

// observedTitle names what was observed without its PID.
func observedTitle(o *run.Observed) string {
	if len(o.Command) > 0 {
		return briefly(o.Command)
	}
	return visible(o.Title)
}

// briefly is a command with the last part of each path alone, fit for a title.
func briefly(words []string) string {
	words = slices.Clone(words)
	for i, word := range words {
		if filepath.IsAbs(word) {
			words[i] = filepath.Base(word)
		}
	}
	return visible(plan.JoinWords(words))
}

// processLine is how a process was started, fit for a screen; its name where that is
// not known.
func processLine(r run.Row) string {
	if r.Command == "" {
		return visible(r.Worker)
	}
	return observedCommand(r.Command)
}

// observedCommand is a process's arguments as a line: each has a NUL byte at its end.
func observedCommand(raw string) string { return visible(plan.JoinWords(wordsOf(raw))) }

// wordsOf splits a process's arguments.
func wordsOf(raw string) []string { return strings.Split(strings.TrimSuffix(raw, "\x00"), "\x00") }

// observedAside is a view with a sentence that takes its place while what is shown was
// observed and not run.
type observedAside struct {
	view, sentence fyne.CanvasObject
	place          fyne.CanvasObject
}

// noTasksText stands in the place of the tasks.
func noTasksText() string {
	return tr.T("A program that is observed has no tasks: Poolscope did not hand it any. Live shows its processes, Output what a command prints that was started here.")
}

func newObservedAside(view fyne.CanvasObject, sentence func() string) *observedAside {
	text := widget.NewLabel(sentence())
	text.Alignment, text.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	a := &observedAside{view: view, sentence: container.NewCenter(fixedWidth(420, text))}
	a.place = container.NewStack(view, a.sentence)
	a.sentence.Hide()
	return a
}

// show shows the sentence or the view.
func (a *observedAside) show(observed bool) {
	show(a.sentence, observed)
	show(a.view, !observed)
}
