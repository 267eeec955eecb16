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
	told     uint64 // of rss what those have whose PSS is known
	most     uint64 // the PSS, or the RSS of those whose PSS is not known: no less than the PSS of all
}

// add takes in a reading. A process without memory has ended and only waits to be reaped.
func (m *memory) add(u metrics.Usage) {
	if u.RSS == 0 {
		return
	}
	m.rss += u.RSS
	if u.PSS <= 0 {
		m.most += u.RSS
		return
	}
	m.told += u.RSS
	m.pss += uint64(u.PSS)
	m.most += uint64(u.PSS)
}

// total returns the sum and its kind: by PSS where that of each is known.
func (m *memory) total() (bytes uint64, kind string) {
	if m.told < m.rss || m.rss == 0 {
		return m.rss, byRSS
	}
	return m.pss, byPSS
}

// peakMemory is the most that processes had in memory together, in bytes.
type peakMemory struct {
	rss       uint64 // of a reading, or of one process as the kernel tells it
	most      uint64 // the largest memory.most
	shared    uint64 // the largest sum by PSS of a reading, over those whose PSS it had
	spoken    uint64 // the largest RSS of a reading that had nearly all by PSS
	met, told uint64 // the sums over all readings of memory.rss and memory.told
}

// take takes in a reading.
func (p *peakMemory) take(m memory) {
	p.rss, p.most, p.shared = max(p.rss, m.rss), max(p.most, m.most), max(p.shared, m.pss)
	p.met += m.rss
	p.told += m.told
	if nearly(m.told, m.rss) {
		p.spoken = max(p.spoken, m.rss)
	}
}

// takeOf takes in what a process had at most while nobody looked.
func (p *peakMemory) takeOf(rss uint64) { p.rss = max(p.rss, rss) }

// nearly tells whether a part is nearly all: nine tenths. A process has no PSS until it
// was looked at for the first time, some readings after it began; that is a few hundredths
// of a pool that stays, and some more where each task is a process of its own.
func nearly(part, all uint64) bool { return 10*part >= 9*all }

// pss returns the largest sum by PSS, 0 where it does not speak for the whole run. It does
// if none of the readings can have been more, whatever the PSS that they lack. Else the PSS
// must have been known of nearly all memory for nearly all of the time, and at a time of
// nearly the largest RSS too. What is lacking is then left out: no sum is too large.
func (p *peakMemory) pss() uint64 {
	whole := p.most == p.shared || nearly(p.told, p.met)
	if !whole || p.rss > p.spoken+p.spoken/8 {
		return 0
	}
	return p.shared
}

// memoryHistory is the history of memory, by both kinds: one line must not leap from
// the one to the other.
type memoryHistory struct {
	rss, pss         history
	anyRSS, anyShare bool // there was a reading of RSS, and of PSS
}

func newMemoryHistory(empty history) memoryHistory {
	return memoryHistory{rss: empty, pss: empty}
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
