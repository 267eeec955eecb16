package ring

import "time"

// Patience decides whether who waits for bytes should look for them all the time for
// a moment, which finds them ten times sooner than being woken up does, or sleep at
// once: it looks often while that has found something, and seldom while it has not.
// The zero value is ready. One goroutine uses it.
type Patience struct{ skip, skipped int }

const (
	moment   = 100 * time.Microsecond // a wake-up across cores and back, with room to spare
	mostSkip = 255
)

// Look calls found until it reports true or a moment has passed, and reports which,
// after giving way each time to whatever else wants to run.
func (p *Patience) Look(found func() bool) bool {
	if p.skipped < p.skip {
		p.skipped++
		return false
	}
	p.skipped = 0
	for begun := time.Now(); time.Since(begun) < moment; giveWay() {
		if found() {
			p.skip = 0
			return true
		}
	}
	p.skip = min(2*p.skip+1, mostSkip)
	return false
}
