package launcher

import (
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/ring"
)

// process is the operating system's side of a worker: the pipes and the
// signals. Its methods may be called from any goroutine; only the goroutine
// that started it calls wait.
type process struct {
	pid     int
	started time.Time
	handle  *os.Process
	to      *os.File // frames to the worker
	from    *os.File // frames from the worker
	stdout  *os.File
	stderr  *os.File
	ring    *ring.Reader // what the worker says, with from as its bell; nil where from carries it
	ringFD  int          // the worker's descriptor of it, 0 for none
	floor   int64        // bytes: the kernel's figure of its memory is at least this, whatever it used

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
}

// terminate asks the process and its group to end, and kills them after the
// grace period. A stopped one is continued, since it could not even end.
func (p *process) terminate(grace time.Duration) {
	p.signal(syscall.SIGTERM)
	p.resume()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killer == nil && !p.reaped {
		p.killer = time.AfterFunc(grace, p.kill)
	}
}

// kill ends the process and its group at once.
func (p *process) kill() { p.signal(syscall.SIGKILL) }

// wait blocks until the process has ended and drained has returned, ends what
// is left of its group, and reaps it.
func (p *process) wait(drained func()) exit {
	state, err := p.reap(drained)
	if err != nil {
		return exit{signal: "unknown"}
	}
	return exitOf(state)
}

// release gives back what the process was spoken to with. It was reaped.
func (p *process) release() {
	closeAll([]*os.File{p.from, p.stdout, p.stderr})
	if p.ring != nil {
		_ = p.ring.Close()
	}
}

// suspend stops the process and its group.
func (p *process) suspend() { p.signal(stopSignal) }

// disown forbids further signals: from now on the PID may be a stranger's.
func (p *process) disown() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reaped = true
	if p.killer != nil {
		p.killer.Stop()
	}
}

// pipes are the two ends of each pipe of a process to be.
type pipes struct {
	ours, theirs []*os.File   // to, from, stdout, stderr
	ring         *ring.Reader // nil where there is none
	ringFile     *os.File     // the worker's side of it
}

// newPipes makes the four pipes: the worker reads the first and writes the others.
func newPipes() (pipes, error) {
	var all pipes
	for n := range 4 {
		read, write, err := os.Pipe()
		if err != nil {
			all.close()
			return pipes{}, fmt.Errorf("make a pipe: %w", err)
		}
		if n == 0 {
			read, write = write, read
		}
		all.ours, all.theirs = append(all.ours, read), append(all.theirs, write)
	}
	// Without shared memory the pipe does as well.
	all.ring, all.ringFile, _ = ring.New()
	return all, nil
}

func (p pipes) close() {
	closeAll(p.ours)
	p.closeTheirs()
	if p.ring != nil {
		_ = p.ring.Close()
	}
}

// closeTheirs closes what only the worker needs.
func (p pipes) closeTheirs() {
	closeAll(p.theirs)
	if p.ringFile != nil {
		_ = p.ringFile.Close()
	}
}

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}
