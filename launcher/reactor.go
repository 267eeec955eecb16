package launcher

// eventLoop does commands without a goroutine for each: one thread starts them, reads
// what they print and reaps them, and is the dispatcher's as well, so that the end of
// one and the start of the next need no other thread. Only the thread calls its
// methods, but for post.
type eventLoop interface {
	// launch starts what a task is. What becomes of it is said by wait.
	launch(w *resident, errand Errand)
	// crowded reports whether so much was said that it should be heard first.
	crowded() bool
	// pause has nothing read until resume is called. Who ends meanwhile is noticed, and
	// told of then.
	pause()
	resume()
	// wait blocks until something was said or posted, and returns what was posted.
	wait() []func()
	// look takes in what has happened by now.
	look()
	// hear returns what was said.
	hear() []message
	// post has the thread call something. Any goroutine may call it, and it never waits.
	post(call func())
	close()
}

// manySaid is how much is said, or told, before it is heard.
const manySaid = 16

// loop is what the dispatcher does until all is done.
func (d *dispatcher) loop() {
	for {
		d.fill()
		if d.over() {
			return
		}
		d.next()
	}
}

// next waits until there is something to do, and does it.
func (d *dispatcher) next() {
	if d.events == nil {
		d.heed()()
		return
	}
	d.deliverAll()
	for _, call := range d.events.wait() {
		call()
	}
	d.stopInTime()
	d.takeAll(d.events.hear())
}

// stopInTime stops the pool where somebody wants that, before it is seen what that did
// to the commands.
func (d *dispatcher) stopInTime() {
	if d.stopped {
		return
	}
	select {
	case <-d.pool.stopping:
		d.stopNow()
	default:
	}
}

// runThere has the spawner's thread do the loop.
func (d *dispatcher) runThere() {
	over := make(chan struct{})
	d.overThere = over
	d.lives.Go(func() {
		for call := d.heed(); call != nil; call = d.heed() {
			d.events.post(call)
		}
	})
	d.pool.spawner.do(d.loop)
	close(over)
	d.lives.Wait()
	d.events.close()
	d.events = nil // what is left to tell is told at once
	for _, e := range d.unsent {
		d.deliver(e)
	}
	d.unsent = nil
}

// heed waits until somebody says something to the dispatcher, and returns what is to
// be done about it; nil when the loop has ended elsewhere.
func (d *dispatcher) heed() func() {
	select {
	case batch := <-d.messages:
		return func() { d.takeAll(batch) }
	case <-d.pool.inbox.changed:
		return d.openInbox
	case <-d.fed:
		return d.takeInputs
	case <-d.due.passed:
		return d.expire
	case <-d.wake:
		return func() { d.waking = 0 }
	case <-d.stopping:
		d.stopping = nil
		return d.stopNow
	case <-d.overThere:
		return nil
	}
}

func (d *dispatcher) stopNow() {
	d.openInbox()
	d.terminate(nil)
}
