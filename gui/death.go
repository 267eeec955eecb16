package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

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
	who := d.Worker + " died (" + d.Exit + ")"
	switch {
	case s.OnDeath == launcher.DeathBreaks:
		return who + ": the pool is broken, as ProcessPoolExecutor's would be: " + plural(s.Broken, "task") + " failed with it"
	case d.Fate == run.TaskLost:
		return lostWith(d) + " (" + d.Exit + "): Python's Pool would wait for ever, and so does this run. Stop ends it." + allLost(s)
	}
	return who + whatOfTask(d) + heirText(d) + othersDied(s.Deaths)
}

// lostWith begins the sentence of a worker whose tasks are forgotten.
func lostWith(d *run.Death) string {
	if d.Tasks == 1 {
		return "Task " + strconv.Itoa(d.Task) + " was lost with " + d.Worker
	}
	return plural(d.Tasks, "task") + " were lost with " + d.Worker
}

func allLost(s *run.Snapshot) string {
	if len(s.Lost) <= s.LastDeath.Tasks {
		return ""
	}
	return " " + plural(len(s.Lost), "task") + " lost so far."
}

func whatOfTask(d *run.Death) string {
	what, was := "task "+strconv.Itoa(d.Task), " was"
	if d.Tasks > 1 {
		what, was = plural(d.Tasks, "task"), " were"
	}
	switch d.Fate {
	case run.TaskEnded:
		if strings.HasPrefix(d.Exit, "exit") {
			return ": its " + what + " failed"
		}
		return ": its " + what + was + " killed with it" // the state that the counts give it
	case run.TaskAgain:
		return ": its " + what + " will be tried again"
	case run.TaskLost, run.NoTask:
	}
	return " while it had no task"
}

func heirText(d *run.Death) string {
	if d.Heir == "" {
		return ""
	}
	return ", " + d.Heir + " took slot " + strconv.Itoa(d.Slot)
}

func othersDied(deaths int) string {
	if deaths < 2 {
		return ""
	}
	return " (" + plural(deaths, "worker") + " died so far)"
}
