package launcher

import "sync"

// gate holds a source of inputs back while too many of its results wait to be
// taken, so that a slow taker needs no more memory than a fast one.
type gate struct {
	pool    *Pool
	joined  <-chan struct{} // somebody waits for nothing but the end of the pool
	limit   int
	stopped chan struct{} // no more inputs are wanted
	once    sync.Once
	freed   chan struct{} // has room for one

	mu    sync.Mutex
	ahead int // inputs let through whose result was not taken
}

// minAhead is how many results may wait at least.
const minAhead = 1024

// newGate returns a gate that never holds back so many inputs that a worker would
// have to wait for a chunk.
func newGate(p *Pool, chunk int) *gate {
	return &gate{
		pool: p, joined: p.callers.joined,
		limit:   max(minAhead, 4*chunk*p.config.Workers),
		stopped: make(chan struct{}), freed: make(chan struct{}, 1),
	}
}

// pass waits for room for an input; false when none is wanted any more. After Join
// was called results may pile up: nobody may be left to take them.
func (g *gate) pass() bool {
	for {
		select {
		case <-g.stopped:
			return false
		default:
		}
		if g.enter() {
			return true
		}
		select {
		case <-g.freed:
		case <-g.stopped:
			return false
		case <-g.pool.stopping:
			return false
		case <-g.pool.done: // by itself
			return false
		case <-g.joined:
			return true
		}
	}
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ahead >= g.limit {
		return false
	}
	g.ahead++
	return true
}

// took makes room for another input.
func (g *gate) took() {
	g.mu.Lock()
	full := g.ahead >= g.limit
	g.ahead--
	g.mu.Unlock()
	if full {
		select {
		case g.freed <- struct{}{}:
		default:
		}
	}
}

func (g *gate) stop() { g.once.Do(func() { close(g.stopped) }) }
