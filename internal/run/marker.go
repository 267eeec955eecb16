package run

import (
	"fmt"
	"slices"
	"time"

	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/launcher"
)

// MarkerKind says what a marker was done to.
type MarkerKind string

// The kinds of markers.
const (
	OnPool   MarkerKind = "pool"
	OnWorker MarkerKind = "worker"
	OnTask   MarkerKind = "task"
	OnInputs MarkerKind = "inputs"
	OnRun    MarkerKind = "run"
)

// Marker is something that somebody did to a run by hand, or that held it up, at an
// instant of its time axis.
type Marker struct {
	At     float64
	Text   string // what was done, in a few words: "Process-2 killed"
	Kind   MarkerKind
	Number int // of the worker that was meant, 0 for none
}

// control takes in that somebody changed the pool.
func (m *model) control(e launcher.Controlled) {
	marker := Marker{At: e.At.Seconds(), Text: m.actionText(e), Kind: kindOfAction(e.Action), Number: m.number(e.Worker)}
	switch e.Action {
	case launcher.Resized:
		m.slots = e.Count
	case launcher.Paused:
		m.paused = true
	case launcher.Continued:
		m.paused = false
	case launcher.InputsAdded:
		m.counts.add(e.Count)
	case launcher.InputsClosed:
		m.closed = true
	case launcher.WorkerStopped, launcher.WorkerContinued:
		m.stoppedBy(e)
	case launcher.WorkerKilled, launcher.WorkerNiced, launcher.WorkerPinned, launcher.TaskKilled:
	}
	m.mark(marker)
}

// wait takes in that no task may be started, or that they may again.
func (m *model) wait(e launcher.Waiting) {
	was := m.waiting
	m.waiting = e.Why
	switch {
	case was == "" && e.Why != "":
		m.mark(Marker{At: e.At.Seconds(), Text: "waiting: " + e.Why, Kind: OnPool})
	case was != "" && e.Why == "":
		m.mark(Marker{At: e.At.Seconds(), Text: "no longer waiting", Kind: OnPool})
	}
}

// markers are the newest of those that were made, in order of time.
type markers []Marker

// add adds a marker; the oldest give way.
func (m *markers) add(marker Marker) {
	if len(*m) >= 2*MaxMarkers {
		*m = slices.Clone((*m)[len(*m)-MaxMarkers:])
	}
	*m = append(*m, marker)
}

// seen returns the newest markers.
func (m *markers) seen() []Marker {
	n := len(*m)
	return (*m)[max(0, n-MaxMarkers):n:n]
}

// mark adds a marker.
func (m *model) mark(marker Marker) { m.markers.add(marker) }

// stop takes in that the run was asked to end.
func (m *model) stop(at time.Duration) {
	m.phase = Stopping
	m.rest(at)
	if m.stopAsked >= 0 {
		return
	}
	m.stopAsked = at
	m.mark(Marker{At: at.Seconds(), Text: "stop asked", Kind: OnRun})
}

func kindOfAction(a launcher.Action) MarkerKind {
	switch a {
	case launcher.WorkerKilled, launcher.WorkerStopped, launcher.WorkerContinued, launcher.WorkerNiced, launcher.WorkerPinned:
		return OnWorker
	case launcher.TaskKilled:
		return OnTask
	case launcher.InputsAdded, launcher.InputsClosed:
		return OnInputs
	case launcher.Resized, launcher.Paused, launcher.Continued:
	}
	return OnPool
}

func (m *model) actionText(e launcher.Controlled) string {
	switch e.Action {
	case launcher.Resized:
		return fmt.Sprintf("%d to %s", m.slots, plural(e.Count, "slot"))
	case launcher.Paused:
		return "tasks held"
	case launcher.Continued:
		return "tasks handed out"
	case launcher.WorkerKilled:
		return e.Worker + " killed"
	case launcher.WorkerStopped:
		return e.Worker + " stopped"
	case launcher.WorkerContinued:
		return e.Worker + " continued"
	case launcher.TaskKilled:
		return fmt.Sprintf("task %d killed", e.Task)
	case launcher.InputsAdded:
		return plural(e.Count, "input") + " added"
	case launcher.InputsClosed:
		return "inputs closed"
	case launcher.WorkerNiced:
		return e.Worker + " " + niceText(e.Count)
	case launcher.WorkerPinned:
		return e.Worker + " " + pinText(e.Cores)
	}
	return string(e.Action)
}

// niceText says what was done to who is so nice now.
func niceText(nice int) string { return fmt.Sprintf("set to niceness %d", nice) }

// pinText says what was done to who may use some cores now, or all where there are none.
func pinText(pinned []int) string {
	switch len(pinned) {
	case 0:
		return "unpinned"
	case 1:
		return fmt.Sprintf("pinned to core %d", pinned[0])
	}
	return "pinned to cores " + cores.List(pinned).String()
}

// force takes in that a worker was killed when the time was over that it had to end by
// itself once the run was asked to.
func (m *model) force(e launcher.WorkerExited) {
	if m.forced || m.stopAsked < 0 || e.At < m.stopAsked+launcher.DefaultGrace || e.Signal != "SIGKILL" {
		return
	}
	m.forced = true
	m.mark(Marker{At: e.At.Seconds(), Text: "what was left was killed", Kind: OnRun})
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
