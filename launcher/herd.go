package launcher

import "sync"

// herd is the processes of a pool that live. It is for what has to reach all of
// them at once, even while the dispatcher waits for somebody. Its methods may be
// called from any goroutine.
type herd struct {
	mu        sync.Mutex
	all       map[*process]bool // true: stopped by hand, and to stay so
	suspended bool
}

func newHerd() *herd { return &herd{all: map[*process]bool{}} }

// enter takes in a process that was just started.
func (h *herd) enter(p *process) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[p] = false
	if h.suspended {
		p.stop()
	}
}

// leave forgets a process that was reaped.
func (h *herd) leave(p *process) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, p)
}

// stop stops one process by hand, or lets it go on.
func (h *herd) stop(p *process, on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, lives := h.all[p]; !lives {
		return
	}
	h.all[p] = on
	switch {
	case on:
		p.stop()
	case !h.suspended:
		p.resume()
	}
}

// suspend stops every process.
func (h *herd) suspend() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.suspended = true
	for p := range h.all {
		p.stop()
	}
}

// resume lets every process go on that was not stopped by hand.
func (h *herd) resume() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.suspended = false
	for p, byHand := range h.all {
		if !byHand {
			p.resume()
		}
	}
}
