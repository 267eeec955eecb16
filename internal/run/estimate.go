package run

import "time"

// estimate is the time left as it was last worked out by a pace. It holds for a moment:
// to play the end of a run through takes longer than all else of a snapshot.
type estimate struct {
	at, left time.Duration
	total    int
}

// estimateHolds is less than a reader of the minutes and seconds left notices.
const estimateHolds = 500 * time.Millisecond

// of returns the time that is left at an instant, as pace.left does.
func (e *estimate) of(p *pace, now time.Duration, c Counts) time.Duration {
	if e.left <= 0 || now-e.at >= estimateHolds || c.Total != e.total || c.Queued+c.Running == 0 {
		*e = estimate{now, p.left(now, c), c.Total}
	}
	return max(min(e.left, 0), e.left-(now-e.at))
}
