package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/poolscope/poolscope/internal/run"
)

// plainEvery is the time between two progress lines where none can be rewritten.
const plainEvery = 10 * time.Second

// rateOver is the time that the rate of tasks is a mean of.
const rateOver = 10 * time.Second

// progress says how far a run is. It has no clock: the snapshots carry the time.
type progress struct {
	past []progressPoint // of the last rateOver, oldest first
	said time.Duration   // when the last plain line was due
}

type progressPoint struct {
	at       time.Duration
	finished int
}

// see takes a snapshot; those of a run are seen in order.
func (p *progress) see(s *run.Snapshot) {
	p.past = append(p.past, progressPoint{s.Elapsed, s.Counts.Finished() - s.Counts.Before})
	old := 0
	for old < len(p.past)-2 && p.past[old+1].at < s.Elapsed-rateOver {
		old++
	}
	p.past = p.past[old:]
}

// rate returns finished tasks a second, NaN while it cannot be known.
func (p *progress) rate() float64 {
	if len(p.past) < 2 {
		return math.NaN()
	}
	first, last := p.past[0], p.past[len(p.past)-1]
	took := (last.at - first.at).Seconds()
	if took <= 0 || last.finished == first.finished {
		return math.NaN()
	}
	return float64(last.finished-first.finished) / took
}

// due reports whether it is time for a plain line, and takes it as said.
func (p *progress) due(now time.Duration) bool {
	if now-p.said < plainEvery {
		return false
	}
	p.said = now
	return true
}

// line returns what is known of a run in one line; what is not known is absent. It has
// fewer characters than width, if what cannot be left out does; 0 is any width. It is cut
// down from its ends: shorter words first, then what follows from the rest, then the cost.
func (p *progress) line(s *run.Snapshot, width int) string {
	parts := p.parts(s)
	line := joinParts(parts, part.inFull)
	if width <= 0 || len(line) < width {
		return line
	}
	for spare := most; ; spare-- {
		parts = slices.DeleteFunc(parts, func(p part) bool { return p.spare > spare })
		if line = joinParts(parts, part.inShort); len(line) < width || spare == needed {
			return line
		}
	}
}

// part is one thing that a progress line says.
type part struct {
	text  string
	terse string // the same in fewer words
	spare sparing
}

// sparing orders the parts of a line: the higher, the sooner one is left out.
type sparing int

const (
	needed sparing = iota
	memoryPart
	cpuPart
	runningPart
	ratePart
	donePart
	queuedPart

	most = queuedPart
)

func (p part) inFull() string  { return p.text }
func (p part) inShort() string { return p.terse }

func joinParts(parts []part, say func(part) string) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = say(p)
	}
	return strings.Join(texts, ", ")
}

func (p *progress) parts(s *run.Snapshot) []part {
	total := share(s.Counts)
	parts := []part{{total, strings.TrimSuffix(total, " tasks"), needed}}
	for _, state := range states(s.Counts) {
		parts = append(parts, part{state, state, spareState(state)})
	}
	if rate := p.rate(); !math.IsNaN(rate) {
		text := fmt.Sprintf("%.1f/s", rate)
		parts = append(parts, part{text, text, ratePart})
	}
	if s.Phase == run.Stopping {
		parts = append(parts, part{"stopping", "stopping", needed})
	} else if left := eta(s.ETA); left != "" {
		parts = append(parts, part{left, "~" + strings.TrimPrefix(left, "about "), needed})
	}
	if n := len(s.PoolCPU.V); n > 0 && !math.IsNaN(s.PoolCPU.V[n-1]) {
		cores, used := len(s.Cores), s.PoolCPU.V[n-1]
		parts = append(parts, part{fmt.Sprintf("CPU %.1f of %s", used, count(cores, "core", "cores")), fmt.Sprintf("CPU %.1f/%d", used, cores), cpuPart})
	}
	if bytes, _ := s.PoolMemory(); bytes > 0 {
		parts = append(parts, part{"memory " + mebibytes(bytes), "mem " + mebibytes(bytes), memoryPart})
	}
	if s.Waiting != "" {
		parts = append(parts, part{"waiting: " + s.Waiting, "waiting: " + s.Waiting, needed})
	}
	return parts
}

// spareState tells the states that follow from the others, or that nobody has to act on,
// from those that a person wants to know of.
func spareState(text string) sparing {
	switch _, state, _ := strings.Cut(text, " "); state {
	case "queued":
		return queuedPart
	case "done":
		return donePart
	case "running":
		return runningPart
	}
	return needed
}

func share(c run.Counts) string {
	if c.Total < 0 {
		return fmt.Sprintf("%d tasks ended", c.Finished())
	}
	return fmt.Sprintf("%d/%d tasks", c.Finished(), c.Total)
}

// states names every state that has tasks, each counted apart.
func states(c run.Counts) []string {
	var parts []string
	for _, s := range []struct {
		n    int
		name string
	}{
		{c.Queued, "queued"},
		{c.Running, "running"},
		{c.Done, "done"},
		{c.Failed, "failed"},
		{c.TimedOut, "timed out"},
		{c.Killed, "killed"},
		{c.Cancelled, "cancelled"},
		{c.NotRun, "not run"},
	} {
		if s.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", s.n, s.name))
		}
	}
	return parts
}

// eta says how long it will take yet, as roughly as it is known; "" when it is not.
func eta(left time.Duration) string {
	switch {
	case left < 0:
		return ""
	case left < 90*time.Second:
		return fmt.Sprintf("about %d s left", max(1, int(math.Round(left.Seconds()))))
	case left < 90*time.Minute:
		return fmt.Sprintf("about %d min left", int(math.Round(left.Minutes())))
	case left < 48*time.Hour:
		return fmt.Sprintf("about %d h left", int(math.Round(left.Hours())))
	default:
		return fmt.Sprintf("about %d days left", int(math.Round(left.Hours()/24)))
	}
}

func mebibytes(bytes uint64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)) }
