package launcher

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// spawner starts the workers of a pool, one at a time, from one thread that
// lives until all of them are reaped: the parent-death signal follows the
// thread that started the child, and a child inherits that thread's niceness
// and affinity.
type spawner struct {
	program  string
	env      []string
	nice     int
	pin      bool
	requests chan spawnRequest // closed by the pool when the last worker is reaped
	ended    chan struct{}
}

type spawnRequest struct {
	worker string
	slot   int
	secret string
	reply  chan spawnReply
}

type spawnReply struct {
	process *process
	err     error
}

func newSpawner(c Config) (*spawner, error) {
	program := c.Program
	if program == "" {
		own, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find the worker's program: %w", err)
		}
		program = own
	}
	return &spawner{
		program: program, env: workerEnv(), nice: c.Nice, pin: c.Pin,
		requests: make(chan spawnRequest), ended: make(chan struct{}),
	}, nil
}

// workerEnv is the environment of the workers without the wire's address.
func workerEnv() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, wire.Env+"=") })
}

// start has the spawner's thread make a process. It blocks until that is done.
func (s *spawner) start(worker string, slot int, secret string) (*process, error) {
	reply := make(chan spawnReply, 1)
	s.requests <- spawnRequest{worker: worker, slot: slot, secret: secret, reply: reply}
	r := <-reply
	return r.process, r.err
}

// run serves requests on a thread of its own. The thread is not unlocked: its
// niceness and affinity are changed, so it must end with the goroutine.
func (s *spawner) run() {
	defer close(s.ended)
	runtime.LockOSThread()
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

func (s *spawner) spawn(r spawnRequest) (*process, error) {
	p, err := newPipes()
	if err != nil {
		return nil, err
	}
	env := append(slices.Clip(s.env), wire.Env+"="+p.address(r.secret))
	process, err := startProcess(s.program, []string{"poolscope-worker", r.worker}, env, p)
	if err != nil {
		p.close()
		return nil, err
	}
	process.floor = ownPeak()
	return process, nil
}
