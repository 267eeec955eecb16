package record

import (
	"math"

	"github.com/poolscope/poolscope/metrics"
)

// sampleColumns are those of the table of samples: a row is what one process, or a worker
// with all that it started, used at one instant.
func sampleColumns() []string {
	return []string{"at_s", "pid", "worker", "cpu_percent_of_core", "rss_bytes", "pss_bytes", "threads", "core", "state"}
}

// sampleAt is when and of whom a sample is.
type sampleAt struct {
	at     float64 // seconds since the run began
	pid    int     // 0 where it is not known
	worker string  // "" where it is not known
}

func (t *table) who(s sampleAt) {
	t.begin()
	t.real(s.at, 6)
	t.positive(int64(s.pid))
	t.text(s.worker)
}

// sample appends the row of a reading; nil is one that could not be made.
func (t *table) sample(dst []byte, s sampleAt, u *metrics.Usage) []byte {
	if u == nil {
		return t.kept(dst, s, math.NaN(), math.NaN())
	}
	t.who(s)
	t.real(100*u.CPU, 2)
	t.integer(int64(u.RSS))
	t.integer(u.PSS)
	t.integer(int64(u.Threads))
	t.integer(int64(u.Core))
	t.text(u.State)
	return t.end(dst)
}

// kept appends the row of a reading of which no more is kept than the processor, in
// cores, and the memory in bytes; NaN is not known.
func (t *table) kept(dst []byte, s sampleAt, cpu, rss float64) []byte {
	t.who(s)
	t.real(100*cpu, 2)
	t.real(rss, 0)
	for range 4 {
		t.unknown()
	}
	return t.end(dst)
}
