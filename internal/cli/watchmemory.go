package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/poolscope/poolscope/internal/run"
)

// memory is what processes have in memory together. In their proportional set sizes
// (PSS) each page that they share counts once in all; of a process whose PSS is not
// known it is the resident set size (RSS), in which such pages count once more.
type memory struct {
	bytes uint64
	byRSS int  // processes whose PSS is not known
	about bool // processes came or went a moment ago, and what is shared is not read anew yet
}

// settled is how long after processes came or went the PSS of the others was read
// before, when they shared their pages with others (metrics.Usage).
const settled = 4 * time.Second

// memoryOf adds up what the processes of a reading have. A PSS is up to some seconds
// older than the reading (metrics.Usage).
func memoryOf(g *run.Glance) memory {
	var m memory
	for _, p := range g.Now {
		switch u := p.Usage; {
		case u == nil:
		case u.PSS >= 0:
			m.bytes += uint64(u.PSS)
		case u.RSS > 0:
			m.bytes += u.RSS
			m.byRSS++
		}
	}
	return m
}

// beside says how much it is by PSS, and what it is by RSS, in bytes.
func (m memory) beside(rss uint64) string {
	return strings.TrimSuffix(m.String(), ")") + "; " + byRSSText(rss) + ")"
}

// byRSSText says how much memory it is by RSS, in bytes, and why that is more than there
// is.
func byRSSText(rss uint64) string {
	return mebibytes(rss) + " by RSS, which counts shared pages in each"
}

// String says how much it is, and which memory.
func (m memory) String() string {
	if m.byRSS == 0 && m.about {
		return fmt.Sprintf("memory about %s (PSS)", mebibytes(m.bytes))
	}
	if m.byRSS == 0 {
		return fmt.Sprintf("memory %s (PSS)", mebibytes(m.bytes))
	}
	return fmt.Sprintf("memory at most %s (RSS of %s whose PSS is not known)", mebibytes(m.bytes), count(m.byRSS, "process", "processes"))
}
