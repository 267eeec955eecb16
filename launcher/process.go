package launcher

import (
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/ring"
)

// process is the operating system's side of a worker: the pipes and the
// signals. Its methods may be called from any goroutine; only the goroutine
// that started it calls wait.
//
// No signal can reach a stranger that was given the PID of a worker. A PID is
// given again only when its process was reaped and its group is empty; signals are
// sent under a lock that forbids them from just before that (disown); and the end
// is awaited without reaping (waitid(2), kqueue(2)). Windows has handles instead.
type process struct {
	pid     int
	started time.Time
	handle  *os.Process // nil where its PID is all there is of it
	to      *os.File    // frames to the worker
	from    *os.File    // frames from the worker
	stdout  *os.File    // nil where its standard output is the wire
	stderr  *os.File
	rings   *ring.Pair     // what both say, with the pipes as bells; nil where the pipes carry it
	ringFD  int            // the worker's descriptor of it, 0 for none
	floor   int64          // bytes: the kernel's figure of its memory is at least this, whatever it used
	left    func() bequest // called when it was reaped
	gentle  bool           // what it leaves behind is asked to end, and not killed
	asked   bool           // it had been asked to end before it did
	job     jobObject

	mu     sync.Mutex
	reaped bool // the PID may be a stranger's: no more signals
	killer *time.Timer
}

// exit is how a process ended, and the kernel's totals.
type exit struct {
	code        *int
	signal      string
	cpu         time.Duration
	maxRSS      int64
	voluntary   int64
	involuntary int64
	vague       bool // some of its group live on: cpu is what is known of them
}

// with adds what the group of the process has left.
func (e exit) with(left bequest) exit {
	e.cpu += left.cpu
	e.vague = left.lives
	return e
}

// terminate asks the process and its group to end, and kills them after the
// grace period. A stopped one is continued, since it could not even end. It does
// not wait.
func (p *process) terminate(grace time.Duration) {
	if !p.ask(grace) {
		return
	}
	p.signal(syscall.SIGTERM)
	p.wake()
}

// ask reports whether the process is to be asked to end: it lives, and nobody has asked
// before.
func (p *process) ask(grace time.Duration) bool {
	over := p.isOver()
	p.mu.Lock()
	defer p.mu.Unlock()
	if over || p.reaped || p.killer != nil {
		return false
	}
	p.killer = time.AfterFunc(grace, p.kill)
	return true
}

// kill ends the process and its group at once, stopped or not. What left the group
// becomes the household's, and is ended when the worker was reaped.
func (p *process) kill() { p.signal(syscall.SIGKILL) }

// ended takes note that the process has ended, before anything follows from that.
func (p *process) ended() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = p.killer != nil
}

// wait blocks until the process has ended and drained has returned, ends what
// is left of its group, and reaps it.
func (p *process) wait(drained func()) exit {
	e, err := p.reap(drained)
	p.job.close()
	left := p.left()
	if err != nil {
		e = exit{signal: "unknown"}
	}
	return e.with(left)
}

// release gives back what the process was spoken to with. It was reaped.
func (p *process) release() {
	closeAll([]*os.File{p.from, p.stdout, p.stderr})
	if p.rings != nil {
		_ = p.rings.Close()
	}
}

// disown forbids further signals: from now on the PID may be a stranger's.
func (p *process) disown() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reaped = true
	if p.killer != nil {
		p.killer.Stop()
	}
}
