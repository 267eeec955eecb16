package worker

import (
	"sync"
	"sync/atomic"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// parcel is tasks handed to this worker in one message. A lane does them one
// after another; the goroutine that reads frames may take back those it has not
// begun.
type parcel struct {
	wire.Parcel
	job   *wire.Job
	claim atomic.Uint64 // the next task to begin, and in the upper half how many there are
}

func newParcel(p wire.Parcel, job *wire.Job) *parcel {
	own := &parcel{Parcel: p, job: job}
	own.claim.Store(uint64(p.Count) << 32)
	return own
}

// begin claims the next task; false when there is none left.
func (p *parcel) begin() (int, bool) {
	for {
		old := p.claim.Load()
		next, end := uint32(old), uint32(old>>32)
		if next == end {
			return 0, false
		}
		if p.claim.CompareAndSwap(old, old+1) {
			return int(next), true
		}
	}
}

// takeBack takes the tasks that have not begun: all of them or none where they
// belong together.
func (p *parcel) takeBack() (wire.Range, bool) {
	for {
		old := p.claim.Load()
		next, end := uint32(old), uint32(old>>32)
		if next == end || next > 0 && !p.Apart {
			return wire.Range{}, false
		}
		if p.claim.CompareAndSwap(old, uint64(next)<<32|uint64(next)) {
			return wire.Range{ID: p.ID + int(next), Count: int(end - next)}, true
		}
	}
}

// queue is the parcels that were received and are not done: unbounded, because
// the reader must never wait; the pool bounds what it sends.
type queue struct {
	mu      sync.Mutex
	some    sync.Cond
	waiting []*parcel
	begun   []*parcel // by lane; nil while it does none
}

func newQueue(lanes int) *queue {
	q := &queue{begun: make([]*parcel, lanes)}
	q.some.L = &q.mu
	return q
}

func (q *queue) put(p *parcel) {
	q.mu.Lock()
	q.waiting = append(q.waiting, p)
	q.mu.Unlock()
	q.some.Signal()
}

// take waits for the next parcel of a lane, whose last one is done.
func (q *queue) take(lane int) *parcel {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.begun[lane-1] = nil
	for len(q.waiting) == 0 {
		q.some.Wait()
	}
	p := q.waiting[0]
	q.waiting[0] = nil
	q.waiting = q.waiting[1:]
	q.begun[lane-1] = p
	return p
}

// any reports whether a parcel waits.
func (q *queue) any() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting) > 0
}

// takeBack takes out all that has not begun.
func (q *queue) takeBack() wire.Returned {
	q.mu.Lock()
	defer q.mu.Unlock()
	var back wire.Returned
	for _, p := range append(q.begun, q.waiting...) { //nolint:gocritic // both are only read
		if p == nil {
			continue
		}
		if part, ok := p.takeBack(); ok {
			back.Ranges = append(back.Ranges, part)
		}
	}
	q.waiting = nil
	return back
}
