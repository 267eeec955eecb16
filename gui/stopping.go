package gui

import (
	"math"
	"strings"
	"time"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// graceLeft is how long the workers of a run that is stopped have until they are
// killed.
func graceLeft(s *run.Snapshot) time.Duration {
	return max(0, s.StopAsked+s.Grace-s.Elapsed)
}

// wholeSeconds rounds up: as long as there is time, it is not over.
func wholeSeconds(d time.Duration) string {
	return countText(int(math.Ceil(d.Seconds()))) + " s"
}

// stoppingText says beside the progress how far a stop is.
func stoppingText(s *run.Snapshot) string {
	left := graceLeft(s)
	switch {
	case s.StopAsked < 0:
		return tr.T("stopping …")
	case left > 0:
		return tr.F("stopping, by force in %s", wholeSeconds(left))
	}
	return tr.T("stopping by force …")
}

// stagesText says which stage a stop is in, and who is still there.
func stagesText(s *run.Snapshot) string {
	n := aliveWorkers(s)
	if n == 0 || s.StopAsked < 0 {
		return tr.T("Stop was asked.")
	}
	if left := graceLeft(s); left > 0 {
		return tr.F("Asked %s to end, waiting up to %s: %s", plural(n, "worker"), wholeSeconds(left), aliveNames(s))
	}
	return tr.F("Killing what did not end within %s: %s", wholeSeconds(s.Grace), aliveNames(s))
}

const mostNames = 4 // of workers in a line

// aliveNames names the workers that live, the first ones of many.
func aliveNames(s *run.Snapshot) string {
	var names []string
	for _, r := range s.Rows {
		if r.Alive {
			names = append(names, r.Worker)
		}
	}
	if more := len(names) - mostNames; more > 1 {
		return tr.F("%s and %s more", strings.Join(names[:mostNames], ", "), countText(more))
	}
	return strings.Join(names, ", ")
}

// survivors names the workers that were not reaped, "" where all were.
func survivors(s *run.Snapshot) string {
	if s.Started == s.Reaped || aliveWorkers(s) == 0 {
		return ""
	}
	return " (" + aliveNames(s) + ")"
}
