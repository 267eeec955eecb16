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
	pool  *Pool
	now   func() time.Duration
	epoll int
	bell  int
	of    map[int32]*charge // by each of its descriptors
	young []*charge         // not old enough that what they print is looked for, the oldest first
	held  []*charge         // ended, and somebody else holds their output
	said  []message
	room  [64 << 10]byte // what is read comes here first
	watch func(fd int) error

	mu     sync.Mutex
	posted []func()
}

// charge is a command that the reactor looks after.
type charge struct {
	from  *resident
	p     *process
	fd    int       // of the process; -1 once it has ended
	pipes [2]int    // its output; -1 once there is no more
	until time.Time // it is young, or its output is waited for
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

// busy implements eventLoop.
func (r *reactor) busy() bool { return len(r.said) >= manySaid }

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
	for _, waiting := range [][]*charge{r.young, r.held} {
		if len(waiting) > 0 {
			pause := 1 + int(max(0, time.Until(waiting[0].until))/time.Millisecond)
			if milliseconds < 0 || pause < milliseconds {
				milliseconds = pause
			}
		}
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
	r.growUp(now)
	r.giveUp(now)
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
	c := &charge{from: w, fd: -1}
	var err error
	if c.p, err = r.pool.spawner.startCharge(errand, r.pool.config.Command.Make, c); err != nil {
		r.say(w, unborn{err})
		return
	}
	r.pool.herd.enter(c.p)
	r.say(w, spawned{c.p})
	c.until = c.p.started.Add(youth)
	r.young = append(r.young, c)
	if r.watch(c.fd) != nil {
		go r.await(c)
		return
	}
	r.of[int32(c.fd)] = c
}

// await has the end of a command told that the epoll does not look at.
func (r *reactor) await(c *charge) {
	awaitEnd(c.p.pid)
	r.post(func() { r.end(c) })
}

func (r *reactor) handle(c *charge, fd int) {
	if fd == c.fd {
		r.end(c)
		return
	}
	r.read(c, slices.Index(c.pipes[:], fd))
	if c.fd < 0 && c.silent() {
		r.reap(c)
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

// drop closes a descriptor of a command. That takes it out of the epoll too: no other
// refers to the same pipe's end (epoll(7), question 6).
func (r *reactor) drop(fd *int) {
	if *fd >= 0 {
		delete(r.of, int32(*fd))
		_ = unix.Close(*fd)
		*fd = -1
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

// end handles that a command has ended; it is not reaped yet. What it left behind is
// asked to end, and may hold its output a while.
func (r *reactor) end(c *charge) {
	r.drop(&c.fd)
	r.young = without(r.young, c)
	c.p.ended()
	r.drain(c)
	c.p.held = !c.silent()
	c.p.signal(unix.SIGTERM)
	c.p.wake()
	if c.silent() {
		r.reap(c)
		return
	}
	c.until = time.Now().Add(errandPatience)
	r.held = append(r.held, c)
}

// giveUp reaps the commands whose output was waited for long enough.
func (r *reactor) giveUp(now time.Time) {
	for len(r.held) > 0 && !r.held[0].until.After(now) {
		c := r.held[0]
		r.drain(c)
		r.drop(&c.pipes[0])
		r.drop(&c.pipes[1])
		r.reap(c)
	}
}

// reap takes leave of a command.
func (r *reactor) reap(c *charge) {
	r.held = without(r.held, c)
	e := c.p.bury()
	r.pool.herd.leave(c.p)
	if c.p.held && !c.p.asked {
		r.say(c.from, cut{})
	}
	r.say(c.from, gone{e})
}

func without(all []*charge, c *charge) []*charge {
	return slices.DeleteFunc(all, func(other *charge) bool { return other == c })
}

// bury reaps a process that has ended.
func (p *process) bury() exit {
	p.disown()
	e, err := reapChild(p.pid)
	p.left()
	if err != nil {
		return exit{signal: "unknown"}
	}
	return e
}
