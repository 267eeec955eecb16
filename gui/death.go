package gui

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// deathLine says under the toolbar which worker died last, and what the pool does
// about it. It is there until it is put away or another run begins.
type deathLine struct {
	label   *widget.Label
	content *fyne.Container
	away    int // deaths of the run when it was put away
	shown   int // deaths that it tells of
}

func newDeathLine() *deathLine {
	l := &deathLine{label: shortLabel()}
	l.label.Importance = widget.WarningImportance
	closing := widget.NewButtonWithIcon("", theme.CancelIcon(), l.awayTapped)
	closing.Importance = widget.LowImportance
	sign := widget.NewIcon(theme.NewWarningThemedResource(theme.WarningIcon()))
	l.content = container.NewBorder(nil, nil, sign, closing, newTipArea(l.label, wholeText(l.label)))
	l.content.Hide()
	return l
}

// set shows the last death of a snapshot, where it is news.
func (l *deathLine) set(s *run.Snapshot) {
	if endedEarly(s) {
		l.content.Hide() // why it did says more
		return
	}
	if s.LastDeath == nil || s.Deaths <= l.away {
		return
	}
	l.shown = s.Deaths
	if text := deathText(s); text != l.label.Text {
		l.label.SetText(text)
	}
	show(l.content, true)
}

func (l *deathLine) awayTapped() {
	l.away = l.shown
	l.content.Hide()
}

// forget takes it back: another run begins.
func (l *deathLine) forget() {
	l.away, l.shown = 0, 0
	l.content.Hide()
}

// deathText says how a worker ended, what became of what it ran, and what that
// means under the policy that is in force.
func deathText(s *run.Snapshot) string {
	d := s.LastDeath
	switch {
	case s.OnDeath == launcher.DeathBreaks:
		return tr.F("%s died (%s): the pool is broken, as ProcessPoolExecutor's would be: %s failed with it",
			d.Worker, d.Exit, plural(s.Broken, "task"))
	case d.Fate == run.TaskLost:
		return lostWith(d) + allLost(s)
	}
	return withOthers(withHeir(withTask(d), d), s.Deaths)
}

// lostWith is the sentence of a worker whose tasks are forgotten.
func lostWith(d *run.Death) string {
	if d.Tasks == 1 {
		return tr.F("Task %s was lost with %s (%s): Python's Pool would wait for ever, and so does this run. Stop ends it.",
			strconv.Itoa(d.Task), d.Worker, d.Exit)
	}
	return tr.F("%s were lost with %s (%s): Python's Pool would wait for ever, and so does this run. Stop ends it.",
		plural(d.Tasks, "task"), d.Worker, d.Exit)
}

func allLost(s *run.Snapshot) string {
	if len(s.Lost) <= s.LastDeath.Tasks {
		return ""
	}
	return " " + tr.F("%s lost so far.", plural(len(s.Lost), "task"))
}

// withTask says who died, and what became of what it ran.
func withTask(d *run.Death) string {
	what, killed := tr.F("task %s", strconv.Itoa(d.Task)), tr.T("%s died (%s): its %s was killed with it")
	if d.Tasks > 1 {
		what, killed = plural(d.Tasks, "task"), tr.T("%s died (%s): its %s were killed with it")
	}
	switch d.Fate {
	case run.TaskEnded:
		if strings.HasPrefix(d.Exit, "exit") {
			return tr.F("%s died (%s): its %s failed", d.Worker, d.Exit, what)
		}
		return fmt.Sprintf(killed, d.Worker, d.Exit, what) // the state that the counts give it
	case run.TaskAgain:
		return tr.F("%s died (%s): its %s will be tried again", d.Worker, d.Exit, what)
	case run.TaskLost, run.NoTask:
	}
	return tr.F("%s died (%s) while it had no task", d.Worker, d.Exit)
}

func withHeir(died string, d *run.Death) string {
	if d.Heir == "" {
		return died
	}
	return tr.F("%s, %s took slot %s", died, d.Heir, strconv.Itoa(d.Slot))
}

func withOthers(died string, deaths int) string {
	if deaths < 2 {
		return died
	}
	return tr.F("%s (%s died so far)", died, plural(deaths, "worker"))
}
