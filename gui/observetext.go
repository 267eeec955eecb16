package gui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// processes counts processes.
func processes(n int) string {
	if n == 1 {
		return tr.T("1 process")
	}
	return tr.F("%s processes", countText(n))
}

// tallyText says beside the buttons how many processes are observed, and for how long.
func tallyText(s *run.Snapshot) string {
	t := s.Observed.Total
	switch s.Phase {
	case run.Ended:
		return processes(t.Ever) + ", " + observedEnd(s)
	case run.Stopping:
		return tr.F("%s now, %s", processes(t.Processes), endingText(s))
	case run.Going:
	}
	return tr.F("%s now, %s ever", processes(t.Processes), countText(t.Ever)) + "   " + secondsText(s.Elapsed)
}

// endingText says how far the end of an observation is that was asked for.
func endingText(s *run.Snapshot) string {
	left := graceLeft(s)
	switch {
	case len(s.Observed.Command) == 0 || s.Grace == 0:
		return tr.T("ending …")
	case s.StopAsked < 0:
		return tr.T("ending the command …")
	case left > 0:
		return tr.F("ending the command, by force in %s", wholeSeconds(left))
	}
	return tr.T("ending the command by force …")
}

// observedEnd says how an observation ended.
func observedEnd(s *run.Snapshot) string {
	switch {
	case s.Observed.Exit != nil:
		return withWhyHint(s, tr.F("ended after %s, %s", secondsText(s.Elapsed), exitText(s.Observed.Exit)))
	case s.Stopped:
		return tr.F("watched for %s", secondsText(s.Elapsed))
	}
	return tr.F("all gone after %s", secondsText(s.Elapsed))
}

// withWhyHint tells where to look for the reason that a command did not end well, behind
// how it ended.
func withWhyHint(s *run.Snapshot, ended string) string {
	if s.Observed.Exit.Code == 0 || s.Stopped || len(s.Output.Lines) == 0 {
		return ended
	}
	return tr.F("%s: see Output for what it said", ended)
}

// exitText says how a process ended that was waited for.
func exitText(e *run.WatchedExit) string {
	if e.Signal != "" {
		return e.Signal
	}
	return tr.F("exit %s", strconv.Itoa(e.Code))
}

// observedText is the status line of an observation.
func observedText(s *run.Snapshot) string {
	t := s.Observed.Total
	if s.Phase == run.Ended {
		return observedSum(s)
	}
	if len(s.Cores) == 0 {
		return secondsText(s.Elapsed) + "   " + tr.T("reading for the first time")
	}
	return secondsText(s.Elapsed) + "   " + processes(t.Processes) + "   CPU " + coresText(t.CPU, len(s.Cores)) +
		"   " + observedMemory(s) + "   " + plural(t.Threads, "thread")
}

// observedSum is the summary of an observation that has ended. Only the sum over a
// command that was started here is the kernel's.
func observedSum(s *run.Snapshot) string {
	t := s.Observed.Total
	used := tr.F("CPU time %s sampled", shortText(t.CPUTime))
	if t.Exact {
		used = tr.F("CPU time %s exact", shortText(t.CPUTime))
	}
	text := processes(t.Ever) + "   " + used + peakSum(t.PeakPSS, t.PeakRSS)
	if s.Observed.Exit != nil {
		text += "   " + exitText(s.Observed.Exit)
	}
	return text
}

// settled is how long after processes came or went the PSS of the others may be from
// before, when other processes shared their pages (metrics.Usage).
const settled = 4 * time.Second

// observedMemory is the memory of all processes that are observed, and which it is:
// the PSS of each, the RSS where that can't be read, which makes the sum an upper bound.
func observedMemory(s *run.Snapshot) string {
	bytes, byRSS, about := uint64(0), 0, false
	for _, r := range s.Rows {
		moved := r.Ended
		if r.Alive {
			moved = r.Started
		}
		about = about || moved > 0 && s.Elapsed-moved < settled
		switch u := r.Usage; {
		case !r.Alive:
		case u.PSS >= 0:
			bytes += uint64(u.PSS)
		case u.RSS > 0:
			bytes += u.RSS
			byRSS++
		}
	}
	switch {
	case bytes == 0:
		return tr.T("memory –")
	case byRSS > 0:
		return fmt.Sprintf(tr.N(byRSS, "memory at most %s (RSS of %s process)", "memory at most %s (RSS of %s processes)"), byteText(bytes), countText(byRSS))
	case about:
		return tr.F("memory about %s (PSS)", byteText(bytes))
	}
	return tr.F("memory %s (PSS)", byteText(bytes))
}

// observedSelf is what Poolscope itself costs, and how far apart it reads where that
// is more than was asked for.
func observedSelf(s *run.Snapshot) string {
	text := selfText(s)
	if text == "" || s.Observed.Every <= run.DefaultEvery {
		return text
	}
	return tr.F("%s, every %s", text, secondsText(s.Observed.Every))
}

const mostBarCommand = 60 // bytes of a command beside the mouse

// observedBar says of a bar which process it is, how it was started, for how long it
// was there, and how it ended.
func observedBar(s *run.Snapshot, b run.Bar) string {
	if b.Tasks > 1 {
		return tr.F("%s that ended, the first of them %s, %s", processes(b.Tasks), visible(b.Worker), spanText(b.To-b.From))
	}
	parts := []string{visible(b.Worker) + ", PID " + strconv.Itoa(b.Task)}
	r, ok := rowOf(s, b.Number)
	if ok && r.Command != "" {
		parts = append(parts, clipped(observedCommand(r.Command), mostBarCommand))
	}
	parts = append(parts, spanText(b.To-b.From))
	switch {
	case ok && r.Exit != "":
		parts = append(parts, r.Exit)
	case ok && r.Alive:
		parts = append(parts, tr.T(r.State))
	default:
		parts = append(parts, tr.T("gone"))
	}
	return strings.Join(parts, ", ")
}

// observedNone says why an observation has no line of output.
func observedNone(s *run.Snapshot) string {
	switch {
	case len(s.Observed.Command) == 0:
		return tr.T("What a program prints that Poolscope did not start stays with it. Only a command that is started here has its output here.")
	case s.Phase == run.Ended:
		return tr.T("This command printed nothing.")
	}
	return tr.T("Nothing printed yet. A program may keep back what it prints until it has much of it, as Python does without -u.")
}

// observedName names a process in the charts.
func observedName(name string, pid int) string { return visible(name) + " " + strconv.Itoa(pid) }

// observedLane names a lane by the process that is there now, or was there last.
func observedLane(l run.Lane) string {
	switch n := len(l.Bars); {
	case l.Now != nil:
		return observedName(l.Now.Worker, l.Now.Task)
	case n > 0:
		return observedName(l.Bars[n-1].Worker, l.Bars[n-1].Task)
	}
	return visible(l.Worker)
}
