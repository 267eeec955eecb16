package cli

import (
	"fmt"
	"math"
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

// line returns what is known of a run in one line. What is not known is absent.
func (p *progress) line(s *run.Snapshot) string {
	parts := []string{share(s.Counts)}
	parts = append(parts, states(s.Counts)...)
	if rate := p.rate(); !math.IsNaN(rate) {
		parts = append(parts, fmt.Sprintf("%.1f/s", rate))
	}
	if s.Phase == run.Stopping {
		parts = append(parts, "stopping")
	} else if left := eta(s.ETA); left != "" {
		parts = append(parts, left)
	}
	if n := len(s.PoolCPU.V); n > 0 && !math.IsNaN(s.PoolCPU.V[n-1]) {
		parts = append(parts, fmt.Sprintf("CPU %.1f of %s", s.PoolCPU.V[n-1], count(len(s.Cores), "core", "cores")))
	}
	if rss := poolRSS(s.Rows); rss > 0 {
		parts = append(parts, "memory "+mebibytes(rss))
	}
	if s.Waiting != "" {
		parts = append(parts, "waiting: "+s.Waiting)
	}
	return strings.Join(parts, ", ")
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

func poolRSS(rows []run.Row) uint64 {
	var sum uint64
	for _, r := range rows {
		if r.Alive {
			sum += r.RSS
		}
	}
	return sum
}

func mebibytes(bytes uint64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)) }
