package launcher

import (
	"os"
	"runtime"
	"sync"
	"time"
)

// spawner starts the workers of a pool, one at a time, from one thread that
// lives until all of them are reaped: the parent-death signal follows the
// thread that started the child, and a child inherits that thread's niceness,
// affinity and signal mask.
type spawner struct {
	program  string // that of the workers, as it is shown
	command  command
	nice     int
	pin      bool
	grace    time.Duration
	patrols  bool          // orphans are looked for at intervals, not each time that a child ends
	niceErr  error         // of the thread
	cores    []int         // that the thread may run on
	requests chan func()   // closed by the pool when the last worker is reaped
	reaped   chan struct{} // has room for one; whoever reaps a worker sends, nobody closes
	ended    chan struct{}
	escaped  []Escapee     // what could not be ended; written before ended is closed, as late and lost
	late     time.Duration // CPU time of orphans that is in no worker's
	lost     bool          // that of some is not known
}

func newSpawner(c Config) (*spawner, error) {
	command, err := newCommand(c)
	if err != nil {
		return nil, err
	}
	return &spawner{
		program: command.path, command: command, nice: c.Nice, pin: c.Pin, grace: c.Grace,
		requests: make(chan func()), reaped: make(chan struct{}, 1), ended: make(chan struct{}),
	}, nil
}

// do has the spawner's thread call something. It blocks until that is done.
func (s *spawner) do(what func()) {
	done := make(chan struct{})
	s.requests <- func() {
		defer close(done)
		what()
	}
	<-done
}

// start has the spawner's thread make a process. It blocks until that is done.
func (s *spawner) start(slot int, begin func() (*process, error)) (p *process, err error) {
	s.do(func() { p, err = s.startHere(slot, begin) })
	return p, err
}

// run serves requests on a thread of its own, and in the end sweeps up what the
// workers left behind. The thread is not unlocked: its niceness, affinity and
// signal mask are changed, so it must end with the goroutine.
func (s *spawner) run() {
	defer close(s.ended)
	defer closeAll([]*os.File{s.command.null})
	runtime.LockOSThread()
	household.open()
	defer household.close()
	s.serve()
	s.escaped = household.sweep(s.grace)
	s.late, s.lost = household.settle()
	s.lost = s.lost || len(s.escaped) > 0
}

// serve makes processes, and has somebody tend their orphans meanwhile.
func (s *spawner) serve() {
	var tender sync.WaitGroup
	stop := make(chan struct{})
	tender.Go(func() { s.tend(stop) })
	defer tender.Wait()
	defer close(stop)
	clearSignalMask()
	s.niceErr = setThreadNice(s.nice)
	s.cores = allowedCores()
	for what := range s.requests {
		what()
	}
}

// tend looks after orphans until stop is closed. Where commands end by the thousand, to
// look each time would cost more than they do.
func (s *spawner) tend(stop <-chan struct{}) {
	if s.patrols {
		household.patrol(s.grace, stop)
	} else {
		household.tend(s.grace, s.reaped, stop)
	}
}

// startHere makes a process that is known as a worker from its first moment. It is
// called on the thread.
func (s *spawner) startHere(slot int, begin func() (*process, error)) (*process, error) {
	if s.niceErr != nil {
		return nil, s.niceErr
	}
	if s.pin && len(s.cores) > 0 {
		pinThread(s.cores[(slot-1)%len(s.cores)])
	}
	return household.enter(func() (*process, error) {
		p, err := begin()
		if err == nil {
			p.left = func() bequest { return s.gone(p.pid) }
		}
		return p, err
	})
}

// gone takes note of a worker that was reaped, and returns what its group has left.
func (s *spawner) gone(pid int) bequest {
	left := household.leave(pid)
	select {
	case s.reaped <- struct{}{}:
	default:
	}
	return left
}
