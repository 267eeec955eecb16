package gui

import (
	"strconv"
	"strings"
	"time"

	"github.com/poolscope/poolscope/internal/run"
)

// processes counts processes.
func processes(n int) string {
	if n == 1 {
		return "1 process"
	}
	return countText(n) + " processes"
}

// tallyText says beside the buttons how many processes are observed, and for how long.
func tallyText(s *run.Snapshot) string {
	t := s.Observed.Total
	switch s.Phase {
	case run.Ended:
		return processes(t.Ever) + ", " + observedEnd(s)
	case run.Stopping:
		return processes(t.Processes) + " now, " + endingText(s)
	case run.Going:
	}
	return processes(t.Processes) + " now, " + countText(t.Ever) + " ever   " + secondsText(s.Elapsed)
}

// endingText says how far the end of an observation is that was asked for.
func endingText(s *run.Snapshot) string {
	if len(s.Observed.Command) == 0 || s.Grace == 0 {
		return "ending …"
	}
	return strings.Replace(stoppingText(s), "stopping", "ending the command", 1)
}

// observedEnd says how an observation ended.
func observedEnd(s *run.Snapshot) string {
	switch {
	case s.Observed.Exit != nil:
		return "ended after " + secondsText(s.Elapsed) + ", " + exitText(s.Observed.Exit) + whyHint(s)
	case s.Stopped:
		return "watched for " + secondsText(s.Elapsed)
	}
	return "all gone after " + secondsText(s.Elapsed)
}

// whyHint tells where to look for the reason that a command did not end well.
func whyHint(s *run.Snapshot) string {
	if s.Observed.Exit.Code == 0 || s.Stopped || len(s.Output.Lines) == 0 {
		return ""
	}
	return ": see Output for what it said"
}

// exitText says how a process ended that was waited for.
func exitText(e *run.WatchedExit) string {
	if e.Signal != "" {
		return e.Signal
	}
	return "exit " + strconv.Itoa(e.Code)
}

// observedText is the status line of an observation.
func observedText(s *run.Snapshot) string {
	t := s.Observed.Total
	if s.Phase == run.Ended {
		return observedSum(s)
	}
	if len(s.Cores) == 0 {
		return secondsText(s.Elapsed) + "   reading for the first time"
	}
	return secondsText(s.Elapsed) + "   " + processes(t.Processes) + "   CPU " + coresText(t.CPU, len(s.Cores)) +
		"   " + observedMemory(s) + "   " + plural(t.Threads, "thread")
}

// observedSum is the summary of an observation that has ended. Only the sum over a
// command that was started here is the kernel's.
func observedSum(s *run.Snapshot) string {
	t := s.Observed.Total
	mark := " sampled"
	if t.Exact {
		mark = " exact"
	}
	text := processes(t.Ever) + "   CPU time " + shortText(t.CPUTime) + mark
	if t.PeakRSS > 0 {
		text += "   peak " + byteText(t.PeakRSS) + " RSS sampled"
	}
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
		return "memory –"
	case byRSS > 0:
		return "memory at most " + byteText(bytes) + " (RSS of " + processes(byRSS) + ")"
	case about:
		return "memory about " + byteText(bytes) + " (PSS)"
	}
	return "memory " + byteText(bytes) + " (PSS)"
}

// observedSelf is what Poolscope itself costs, and how far apart it reads where that
// is more than was asked for.
func observedSelf(s *run.Snapshot) string {
	text := selfText(s)
	if text == "" || s.Observed.Every <= run.DefaultEvery {
		return text
	}
	return text + ", every " + secondsText(s.Observed.Every)
}

const mostBarCommand = 60 // bytes of a command beside the mouse

// observedBar says of a bar which process it is, how it was started, for how long it
// was there, and how it ended.
func observedBar(s *run.Snapshot, b run.Bar) string {
	if b.Tasks > 1 {
		return processes(b.Tasks) + " that ended, the first of them " + visible(b.Worker) + ", " + spanText(b.To-b.From)
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
		parts = append(parts, r.State)
	default:
		parts = append(parts, "gone")
	}
	return strings.Join(parts, ", ")
}

// observedNone says why an observation has no line of output.
func observedNone(s *run.Snapshot) string {
	switch {
	case len(s.Observed.Command) == 0:
		return "What a program prints that Poolscope did not start stays with it. Only a command that is started here has its output here."
	case s.Phase == run.Ended:
		return "This command printed nothing."
	}
	return "Nothing printed yet. A program may keep back what it prints until it has much of it, as Python does without -u."
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
