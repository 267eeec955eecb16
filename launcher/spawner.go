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
	requests chan spawnRequest // closed by the pool when the last worker is reaped
	reaped   chan struct{}     // has room for one; whoever reaps a worker sends, nobody closes
	ended    chan struct{}
	escaped  []Escapee // what could not be ended; written before ended is closed
}

type spawnRequest struct {
	slot  int
	begin func() (*process, error)
	reply chan spawnReply
}

type spawnReply struct {
	process *process
	err     error
}

func newSpawner(c Config) (*spawner, error) {
	command, err := newCommand(c)
	if err != nil {
		return nil, err
	}
	return &spawner{
		program: command.path, command: command, nice: c.Nice, pin: c.Pin, grace: c.Grace,
		requests: make(chan spawnRequest), reaped: make(chan struct{}, 1), ended: make(chan struct{}),
	}, nil
}

// start has the spawner's thread make a process. It blocks until that is done.
func (s *spawner) start(slot int, begin func() (*process, error)) (*process, error) {
	reply := make(chan spawnReply, 1)
	s.requests <- spawnRequest{slot: slot, begin: begin, reply: reply}
	r := <-reply
	return r.process, r.err
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
}

// serve makes processes, and has somebody tend their orphans meanwhile.
func (s *spawner) serve() {
	var tender sync.WaitGroup
	stop := make(chan struct{})
	tender.Go(func() { household.tend(s.grace, s.reaped, stop) })
	defer tender.Wait()
	defer close(stop)
	clearSignalMask()
	niceErr := setThreadNice(s.nice)
	cores := allowedCores()
	for r := range s.requests {
		if niceErr != nil {
			r.reply <- spawnReply{err: niceErr}
			continue
		}
		if s.pin && len(cores) > 0 {
			pinThread(cores[(r.slot-1)%len(cores)])
		}
		p, err := s.spawn(r)
		r.reply <- spawnReply{process: p, err: err}
	}
}

// spawn makes a process that is known as a worker from its first moment.
func (s *spawner) spawn(r spawnRequest) (*process, error) {
	return household.enter(func() (*process, error) {
		p, err := r.begin()
		if err == nil {
			p.left = func() { s.gone(p.pid) }
		}
		return p, err
	})
}

// gone takes note of a worker that was reaped.
func (s *spawner) gone(pid int) {
	household.leave(pid)
	select {
	case s.reaped <- struct{}{}:
	default:
	}
}
