package launcher

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// reactor is the eventLoop of Linux: epoll(7) over the pipes and the descriptors of the
// processes (pidfd_open(2)), and an eventfd(2) as the bell of those who post.
type reactor struct {
	pool   *Pool
	now    func() time.Duration
	epoll  int
	bell   int
	of     map[int32]*charge // by each of its descriptors
	young  []*charge         // not old enough that what they print is looked for, the oldest first
	held   []*charge         // ended, and somebody else holds their output
	busy   []*charge         // not started: somebody has their program open for writing
	over   []*charge         // ended while nothing was to be read
	deaf   []*charge         // whose output was not looked for meanwhile
	paused bool              // nothing is to be read
	said   []message
	room   [64 << 10]byte // what is read comes here first
	watch  func(fd int) error

	mu     sync.Mutex
	posted []func()
}

// charge is a command that the reactor looks after.
type charge struct {
	from    *resident
	command command
	tries   int // to start it
	p       *process
	fd      int           // of the process; -1 once it has ended
	pipes   [2]int        // its output; -1 once there is no more
	until   time.Time     // it is young, or busy, or its output is waited for
	ended   time.Duration // since the pool started
	held    bool          // somebody else held its output for too long
}

// youth is how long nobody looks at the output of a command that goes on: most end
// sooner, when all of it is read at once, and each look costs as much as a tenth of the
// start. A pipe holds 64 KiB meanwhile (pipe(7)).
const youth = 5 * time.Millisecond

// newEventLoop returns nil where the kernel lacks what it needs (Linux 5.3).
func newEventLoop(pool *Pool, now func() time.Duration) eventLoop {
	own, err := unix.PidfdOpen(unix.Getpid(), 0)
	if err != nil {
		return nil
	}
	_ = unix.Close(own)
	r := &reactor{pool: pool, now: now, of: map[int32]*charge{}}
	if r.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil
	}
	if r.bell, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		_ = unix.Close(r.epoll)
		return nil
	}
	r.watch = r.add
	if r.watch(r.bell) != nil {
		r.close()
		return nil
	}
	return r
}

func (r *reactor) close() {
	_ = unix.Close(r.epoll)
	_ = unix.Close(r.bell)
}

// add has the epoll look at a descriptor. It may have enough of them
// (/proc/sys/fs/epoll/max_user_watches, epoll_ctl(2)).
func (r *reactor) add(fd int) error {
	return unix.EpollCtl(r.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)})
}

// post implements eventLoop.
func (r *reactor) post(call func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posted = append(r.posted, call)
	if len(r.posted) == 1 {
		_, _ = unix.Write(r.bell, binary.NativeEndian.AppendUint64(nil, 1))
	}
}

func (r *reactor) takePosted() []func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	posted := r.posted
	r.posted = nil
	return posted
}

func (r *reactor) say(w *resident, what any) {
	r.said = append(r.said, message{from: w, at: r.now(), what: what})
}

// crowded implements eventLoop.
func (r *reactor) crowded() bool { return len(r.said) >= manySaid }

// wait implements eventLoop.
func (r *reactor) wait() []func() {
	r.lookFor(r.patience())
	return r.takePosted()
}

// hear implements eventLoop.
func (r *reactor) hear() []message {
	said := r.said
	r.said = nil
	return said
}

// patience is how long to wait, in milliseconds as epoll_wait(2) has them: rounded up,
// and -1 for as long as it takes.
func (r *reactor) patience() int {
	if len(r.said) > 0 {
		return 0
	}
	milliseconds := -1
	wait := func(waiting []*charge) {
		for _, c := range waiting {
			pause := 1 + int(max(0, time.Until(c.until))/time.Millisecond)
			if milliseconds < 0 || pause < milliseconds {
				milliseconds = pause
			}
		}
	}
	wait(r.busy)
	if !r.paused { // the oldest is first
		wait(r.young[:min(1, len(r.young))])
		wait(r.held[:min(1, len(r.held))])
	}
	return milliseconds
}

// look implements eventLoop.
func (r *reactor) look() { r.lookFor(0) }

// lookFor waits until something happens, and handles it.
func (r *reactor) lookFor(milliseconds int) {
	var events [manySaid]unix.EpollEvent
	n, err := unix.EpollWait(r.epoll, events[:], milliseconds)
	if err != nil {
		return // a signal came (EINTR), which is no reason not to look at the rest
	}
	for _, e := range events[:n] {
		if int(e.Fd) == r.bell {
			_, _ = unix.Read(r.bell, r.room[:8])
		} else if c := r.of[e.Fd]; c != nil { // else it was closed by an event before
			r.handle(c, int(e.Fd))
		}
	}
	now := time.Now()
	r.tryAgain(now)
	if !r.paused {
		r.growUp(now)
		r.giveUp(now)
	}
}

// pause implements eventLoop.
func (r *reactor) pause() { r.paused = true }

// resume implements eventLoop.
func (r *reactor) resume() {
	r.paused = false
	over, deaf := r.over, r.deaf
	r.over, r.deaf = nil, nil
	for _, c := range deaf {
		if r.watchPipes(c) != nil {
			r.young = append(r.young, c)
		}
	}
	for _, c := range over {
		r.finish(c)
	}
}

// growUp looks for the output of the commands that are not young any more.
func (r *reactor) growUp(now time.Time) {
	for len(r.young) > 0 && !r.young[0].until.After(now) {
		c := r.young[0]
		r.young = r.young[1:]
		if r.watchPipes(c) != nil {
			r.drain(c)
			c.until = now.Add(youth)
			r.young = append(r.young, c)
		}
	}
}

func (r *reactor) watchPipes(c *charge) error {
	for _, fd := range c.pipes {
		if fd < 0 {
			continue
		}
		if err := r.watch(fd); err != nil && !errors.Is(err, unix.EEXIST) {
			return err
		}
		r.of[int32(fd)] = c
	}
	return nil
}

// launch implements eventLoop.
func (r *reactor) launch(w *resident, errand Errand) {
	c := &charge{from: w, fd: -1, pipes: [2]int{-1, -1}}
	var err error
	if c.command, err = r.pool.spawner.prepare(errand, r.pool.config.Command.Make); err != nil {
		r.say(w, unborn{err})
		return
	}
	r.start(c)
}

// start starts a command. One whose program somebody has just written is tried again
// later, and the others go on meanwhile.
func (r *reactor) start(c *charge) {
	p, err := r.pool.spawner.startCharge(c)
	if err != nil {
		if c.tries++; errors.Is(err, unix.ETXTBSY) && c.tries < busyTries && !c.from.condemned {
			c.until = time.Now().Add(busyPause(c.tries))
			r.busy = append(r.busy, c)
			return
		}
		r.say(c.from, unborn{err})
		return
	}
	c.p = p
	r.pool.herd.enter(p)
	r.say(c.from, spawned{p})
	c.until = p.started.Add(youth)
	r.young = append(r.young, c)
	if r.watch(c.fd) != nil {
		go r.await(c)
		return
	}
	r.of[int32(c.fd)] = c
}

// tryAgain starts the commands that were busy.
func (r *reactor) tryAgain(now time.Time) {
	for _, c := range slices.Clone(r.busy) {
		if !c.until.After(now) {
			r.busy = without(r.busy, c)
			r.start(c)
		}
	}
}

// await has the end of a command told that the epoll does not look at.
func (r *reactor) await(c *charge) {
	awaitEnd(c.p.pid)
	r.post(func() { r.end(c) })
}

func (r *reactor) handle(c *charge, fd int) {
	switch {
	case fd == c.fd:
		r.end(c)
	case r.paused:
		r.unwatch(fd)
		if !slices.Contains(r.deaf, c) {
			r.deaf = append(r.deaf, c)
		}
	default:
		r.read(c, slices.Index(c.pipes[:], fd))
		if c.fd < 0 && c.silent() {
			r.reap(c)
		}
	}
}

func (c *charge) silent() bool { return c.pipes == [2]int{-1, -1} }

// read passes on one piece of what a command wrote to a pipe, 0 for stdout; false when
// there is nothing there now.
func (r *reactor) read(c *charge, pipe int) bool {
	n, err := unix.Read(c.pipes[pipe], r.room[:])
	switch {
	case n > 0:
		r.say(c.from, rawBytes{Stream(pipe + 1), slices.Clone(r.room[:n])})
		return true
	case errors.Is(err, unix.EINTR):
		return true
	case errors.Is(err, unix.EAGAIN):
	default:
		r.drop(&c.pipes[pipe])
	}
	return false
}

// drop closes a descriptor of a command.
func (r *reactor) drop(fd *int) {
	if *fd >= 0 {
		r.unwatch(*fd)
		_ = unix.Close(*fd)
		*fd = -1
	}
}

// unwatch has the epoll not look at a descriptor any more. To close it is not enough: a
// child of another thread that has not become its program yet holds a copy, and the
// epoll goes on telling of that under the old number (epoll(7), question 6).
func (r *reactor) unwatch(fd int) {
	if r.of[int32(fd)] != nil {
		delete(r.of, int32(fd))
		_ = unix.EpollCtl(r.epoll, unix.EPOLL_CTL_DEL, fd, nil)
	}
}

// drain reads what is in the pipes, and not what is written for ever.
func (r *reactor) drain(c *charge) {
	for i := range c.pipes {
		for range pipeMost / len(r.room) {
			if c.pipes[i] < 0 || !r.read(c, i) {
				break
			}
		}
	}
}

// end handles that a command has ended; it is not reaped yet.
func (r *reactor) end(c *charge) {
	r.drop(&c.fd)
	r.young, r.deaf = without(r.young, c), without(r.deaf, c)
	c.p.ended()
	c.ended = r.now()
	if r.paused {
		r.over = append(r.over, c)
		return
	}
	r.finish(c)
}

// finish reads what a command that has ended has written. Others may hold its output
// still: what it left behind, which gets a while to end by itself, or a child of another
// thread that has not become its program yet.
func (r *reactor) finish(c *charge) {
	r.drain(c)
	if c.silent() {
		r.reap(c)
		return
	}
	_ = r.watchPipes(c) // else they are read when the time is over
	c.until = time.Now().Add(errandPatience)
	r.held = append(r.held, c)
}

// giveUp reaps the commands whose output was waited for long enough.
func (r *reactor) giveUp(now time.Time) {
	for len(r.held) > 0 && !r.held[0].until.After(now) {
		c := r.held[0]
		r.drain(c)
		c.held = !c.silent()
		r.drop(&c.pipes[0])
		r.drop(&c.pipes[1])
		r.reap(c)
	}
}

// reap takes leave of a command. What it left behind is asked to end.
func (r *reactor) reap(c *charge) {
	r.held = without(r.held, c)
	c.p.signal(unix.SIGTERM)
	c.p.wake()
	e := c.p.bury()
	r.pool.herd.leave(c.p)
	if c.held && !c.p.asked {
		r.say(c.from, cut{})
	}
	r.said = append(r.said, message{from: c.from, at: c.ended, what: gone{e}})
}

func without(all []*charge, c *charge) []*charge {
	return slices.DeleteFunc(all, func(other *charge) bool { return other == c })
}

// bury reaps a process that has ended.
func (p *process) bury() exit {
	p.disown()
	e, err := reapChild(p.pid)
	left := p.left()
	if err != nil {
		e = exit{signal: "unknown"}
	}
	return e.with(left)
}
