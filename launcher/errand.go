package launcher

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

// launch starts a command in each empty slot while tasks wait.
func (d *dispatcher) launch() {
	if d.behind {
		return
	}
	for n := range d.size {
		if d.events != nil && d.events.crowded() || d.slots[n].worker == nil && !d.launchIn(n) {
			return
		}
	}
}

// launchIn starts the next task in a slot; false where none may be started now.
func (d *dispatcher) launchIn(n int) bool {
	if d.held || !d.waiting() || !d.mayLaunch() {
		return false
	}
	for _, j := range d.jobs {
		if j.comes() {
			return false // it was submitted first, and will be read in a moment
		}
		if p := j.next(1, 1); p != nil {
			d.strikeAll()
			d.launchTask(n, p)
			return true
		}
	}
	return false
}

// waiting reports whether a task waits to be handed out.
func (d *dispatcher) waiting() bool {
	return slices.ContainsFunc(d.jobs, func(j *job) bool { return j.queued() > 0 })
}

// holdPause is the time between two questions whether tasks may be started again.
const holdPause = time.Second

// mayLaunch reports whether a task may be started now, and looks again when one may.
func (d *dispatcher) mayLaunch() bool {
	if pause := max(time.Until(d.notUntil), time.Until(d.starved)); pause > 0 {
		d.wakeIn(pause)
		return false
	}
	if pause := d.launched + d.config.Command.Delay - d.now(); d.named > 0 && pause > 0 {
		d.wakeIn(pause)
		return false
	}
	if d.config.Command.Hold == nil {
		return true
	}
	why := d.config.Command.Hold()
	if why != d.waitsFor {
		d.waitsFor = why
		d.emit(Waiting{At: d.now(), Why: why})
	}
	if why != "" {
		d.notUntil = time.Now().Add(holdPause)
		d.wakeIn(holdPause)
	}
	return why == ""
}

func (d *dispatcher) launchTask(n int, p *parcel) {
	d.named++
	d.launched = d.now()
	p.id = d.nextID
	d.nextID++
	w := &resident{
		name: workerName(d.named), slot: n + 1, lanes: 1, assumed: true, ready: true, speech: d.pool.speech,
		outbox: newOutbox(), parcels: []*parcel{p}, held: 1, round: d.rounds,
	}
	d.slots[n].worker = w
	errand := Errand{Task: p.index, Slot: w.slot, Attempt: p.attempt, Input: p.inputs.at(0)}
	if d.events != nil {
		d.events.launch(w, errand)
		return
	}
	d.lives.Go(func() { w.do(errand, d.pool, d.now, d.messages) })
}

// do does a task that is a command, and ends when it is reaped. It sends what happens
// to the dispatcher, which receives until then.
func (w *resident) do(errand Errand, pool *Pool, now func() time.Duration, to chan<- []message) {
	say := func(what any) { to <- []message{{from: w, at: now(), what: what}} }
	p, err := pool.spawner.startErrand(errand, pool.config.Command.Make)
	if err != nil {
		say(unborn{err})
		return
	}
	pool.herd.enter(p)
	say(spawned{p})
	var readers sync.WaitGroup
	var late [2]bool
	ends := [2]*pipeEnd{newPipeEnd(p.stdout), newPipeEnd(p.stderr)}
	for i, end := range ends {
		end.patience = errandPatience
		readers.Go(func() {
			late[i] = readRaw(end, Stream(i+1), func(whats ...any) { say(whats[0]) })
		})
	}
	e := p.wait(func() { // what it left behind gets a while to end by itself
		ends[0].lastWords()
		ends[1].lastWords()
		readers.Wait()
	})
	pool.herd.leave(p)
	p.release()
	if !p.asked && (late[0] || late[1]) { // else what it left behind was asked to end together with it
		say(cut{})
	}
	say(gone{e})
}

// errandPatience is how long the output of a command is waited for that has ended, and
// whose output somebody else still holds.
const errandPatience = 100 * time.Millisecond

// errLate says that a command's output may not be all there is.
var errLate = errors.New("it left a process behind that still held its output: that was asked to end, and what it would have written later is lost")

// startErrand has the spawner's thread start what a task is.
func (s *spawner) startErrand(errand Errand, build func(Errand) (Invocation, error)) (p *process, err error) {
	c, err := s.prepare(errand, build)
	if err != nil {
		return nil, err
	}
	s.do(func() {
		p, err = s.startPrepared(errand.Slot, c, func() (*process, error) { return c.try(c.startMute) })
	})
	return p, err
}

// prepare returns what is started as a task.
func (s *spawner) prepare(errand Errand, build func(Errand) (Invocation, error)) (command, error) {
	what, err := build(errand)
	if err != nil {
		return command{}, unfitError{err: err}
	}
	return s.command.of(what)
}

// startPrepared starts what a task is. It is called on the thread.
func (s *spawner) startPrepared(slot int, c command, start func() (*process, error)) (*process, error) {
	return s.startHere(slot, func() (*process, error) {
		p, err := start()
		if err != nil {
			return nil, unfit(c.explain(err))
		}
		p.gentle = true
		return p, nil
	})
}

// of returns what is started as a task.
func (c command) of(what Invocation) (command, error) {
	if len(what.Argv) == 0 || what.Argv[0] == "" {
		return command{}, unfitError{err: errors.New("the command is empty")}
	}
	path, err := findProgram(what.Argv[0])
	if err != nil {
		return command{}, unfitError{err: err, code: codeMissing}
	}
	c.path, c.argv, c.dir = path, what.Argv, what.Dir
	c.env = withEnv(c.env, what.Env)
	return c, nil
}

// explain says of a command that could not be started what the system's error leaves
// out: whether it is the folder that is missing, or the interpreter, or that the program
// is a folder.
func (c command) explain(err error) error {
	if c.dir != "" {
		if _, missing := os.Stat(c.dir); missing != nil {
			return fmt.Errorf("its folder: %w", missing)
		}
	}
	file := c.path
	if !filepath.IsAbs(file) {
		file = filepath.Join(c.dir, file)
	}
	switch info, missing := os.Stat(file); {
	case missing != nil:
	case info.IsDir():
		return fmt.Errorf("%s is a folder: %w", c.path, err)
	case errors.Is(err, syscall.ENOENT):
		return fmt.Errorf("%w: the file is there, so what is missing is the interpreter that its first line names, or a library", err)
	}
	return err
}

// The exit codes that shells give a command that they could not start (POSIX, Shell
// Command Language, Exit Status for Commands).
const (
	codeUnfit   = 126
	codeMissing = 127
)

// unfitError says that a command can not be started, and that it is no other's fault.
type unfitError struct {
	err  error
	code int // as a shell has it; 0 for none
}

func (e unfitError) Error() string { return e.err.Error() }
func (e unfitError) Unwrap() error { return e.err }

// unfit tells what is wrong with one command, or with what it is to be started with,
// from what keeps every command from being started (execve(2)).
func unfit(err error) error {
	switch {
	case errors.Is(err, syscall.ENOENT), errors.Is(err, syscall.ENOTDIR):
		return unfitError{err, codeMissing}
	case errors.Is(err, syscall.E2BIG):
		return unfitError{fmt.Errorf("%w: an argument may have 128 KiB, all of them and the environment a quarter of the stack's limit (execve(2))", err), codeUnfit}
	}
	for _, no := range []error{
		syscall.EACCES, syscall.EPERM, syscall.EISDIR, syscall.ENOEXEC, syscall.ETXTBSY, syscall.ELOOP, syscall.ENAMETOOLONG, syscall.EINVAL,
	} {
		if errors.Is(err, no) {
			return unfitError{err, codeUnfit}
		}
	}
	return err
}

// takeUnstarted handles a command that could not be started: it fails alone, or all
// have to wait until there is room for another process.
func (d *dispatcher) takeUnstarted(w *resident, at time.Duration, err error) {
	p := w.parcels[0]
	d.unname(w)
	d.vacate(w)
	bad, ok := errors.AsType[unfitError](err)
	if !ok {
		d.starve(w, at, err)
		return
	}
	w.drop(p)
	r := p.result(Failed, at)
	r.Attempt, r.Err = p.attempt, "it could not be started: "+bad.Error()
	if bad.code > 0 {
		r.ExitCode = &bad.code
	}
	d.conclude(p.one(), r)
}

// starve makes the tasks wait until another one has ended, or for a while.
func (d *dispatcher) starve(w *resident, at time.Duration, err error) {
	d.requeue(w, at)
	lives := slices.ContainsFunc(d.slots, func(s slot) bool { return s.worker != nil })
	if lives {
		d.starved = time.Now().Add(holdPause)
	} else {
		_ = d.failedStart(w, err)
	}
	if why := err.Error(); !slices.Contains(d.shortOf, why) {
		d.shortOf = append(d.shortOf, why)
		d.emit(SpawnFailed{At: at, Slot: w.slot, Err: err})
	}
}

// takeDone accounts for a command that was reaped.
func (d *dispatcher) takeDone(w *resident, at time.Duration, e exit) {
	d.reaped++
	p := w.parcels[0]
	d.vacate(w)
	w.drop(p)
	left := d.exited(w, at, e)
	r := p.result(d.errandState(w, p, e), at)
	r.Worker, r.PID, r.ExitCode, r.Signal = w.name, w.process.pid, e.code, e.signal
	r.Wall, r.CPU, r.MaxRSS = max(0, at-p.at), e.cpu, left.MaxRSS
	r.Err = d.errandText(w, p, r.State, e)
	d.conclude(p.one(), r)
	d.emit(left)
}

// errandState is what became of a task that was a command. One that was asked to end has
// not done its work, whatever it says.
func (d *dispatcher) errandState(w *resident, p *parcel, e exit) State {
	if e.code != nil && *e.code == 0 && !w.process.asked {
		return Done
	}
	return d.lossState(p, e)
}

func (d *dispatcher) errandText(w *resident, p *parcel, s State, e exit) string {
	switch {
	case s == Done:
		return ""
	case s == TimedOut || s == Cancelled || p.byHand || d.why.State == Failed:
		return d.lossText(w, p, s, e)
	case e.code != nil:
		return fmt.Sprintf("exit code %d", *e.code)
	default:
		return "killed by " + e.signal
	}
}
