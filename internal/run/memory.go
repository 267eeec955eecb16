package run

import (
	"math"

	"github.com/poolscope/poolscope/metrics"
)

// The kinds of memory that processes have together.
const (
	byPSS = "PSS" // a page that they share counts once
	byRSS = "RSS" // it counts in each of them
)

// memory adds up what processes have in memory, in bytes.
type memory struct {
	rss, pss uint64
	unknown  bool   // the PSS of one of them
	most     uint64 // the PSS, or the RSS of those whose PSS is not known: no less than the PSS of all
}

// add takes in a reading. A process without memory has ended and only waits to be reaped.
func (m *memory) add(u metrics.Usage) {
	if u.RSS == 0 {
		return
	}
	m.rss += u.RSS
	m.pss += uint64(max(0, u.PSS))
	if u.PSS <= 0 {
		m.unknown = true
		m.most += u.RSS
	} else {
		m.most += uint64(u.PSS)
	}
}

// total returns the sum and its kind: by PSS where that of each is known.
func (m *memory) total() (bytes uint64, kind string) {
	if m.unknown || m.rss == 0 {
		return m.rss, byRSS
	}
	return m.pss, byPSS
}

// peakMemory is the most that processes had in memory together, in bytes.
type peakMemory struct {
	rss    uint64 // of a reading, or of one process as the kernel tells it
	most   uint64 // the largest memory.most
	shared bool   // that is a PSS
	unread bool   // rss is much more than any reading was
}

// take takes in a reading.
func (p *peakMemory) take(m memory) {
	if m.rss >= p.rss {
		p.rss, p.unread = m.rss, false
	}
	if m.most > p.most {
		p.most, p.shared = m.most, !m.unknown
	}
}

// takeOf takes in what a process had at most while nobody looked.
func (p *peakMemory) takeOf(rss uint64) {
	p.unread = p.unread || rss > p.rss+p.rss/8
	p.rss = max(p.rss, rss)
}

// pss returns the largest sum by PSS, 0 where it is not known: processes whose PSS could
// not be read may have had more, and so may those that no reading met at that time.
func (p *peakMemory) pss() uint64 {
	if !p.shared || p.unread {
		return 0
	}
	return p.most
}

// memoryHistory is the history of memory, by both kinds: one line must not leap from
// the one to the other.
type memoryHistory struct {
	rss, pss         history
	anyRSS, anyShare bool // there was a reading of RSS, and of PSS
}

func newMemoryHistory(gap float64) memoryHistory {
	return memoryHistory{rss: history{gap: gap}, pss: history{gap: gap}}
}

func (h *memoryHistory) reserve() {
	h.rss.reserve()
	h.pss.reserve()
}

func (h *memoryHistory) add(at float64, m memory) {
	rss, pss := math.NaN(), math.NaN()
	if bytes, kind := m.total(); bytes > 0 {
		rss, h.anyRSS = float64(m.rss), true
		if kind == byPSS {
			pss, h.anyShare = float64(bytes), true
		}
	}
	h.rss.add(at, rss)
	h.pss.add(at, pss)
}

// seen returns the line as it is now and its kind: by PSS where that was ever known,
// with gaps where it was not known of each process.
func (h *memoryHistory) seen() (line Series, kind string) {
	switch {
	case h.anyShare:
		return h.pss.seen(), byPSS
	case h.anyRSS:
		return h.rss.seen(), byRSS
	}
	return Series{}, ""
}
