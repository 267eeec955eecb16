package run

import (
	"context"
	"time"
)

// run is the loop: it follows, takes in what the command has printed last, and ends
// when nobody else has anything to say.
func (o *Observation) run(ctx context.Context, said *ears) {
	defer close(o.done)
	defer o.stop()
	relayed := make(chan struct{})
	go func() {
		defer close(relayed)
		o.relay(ctx)
	}()
	said.listen(o)
	o.follower.Follow(o.orders)
	o.hearOut(said)
	close(o.deaf)
	<-relayed
	o.seen.end(o.follower.Glance())
	o.changed = true
	o.publish()
	close(o.snapshots)
	o.machine.close()
	o.follower.Close()
}

// relay has a snapshot published now and then, and has it all end once ctx is
// cancelled.
func (o *Observation) relay(ctx context.Context) {
	pulse := time.NewTicker(publishEvery)
	defer pulse.Stop()
	stopping := ctx.Done()
	for {
		order := o.publish
		select {
		case <-pulse.C:
		case <-stopping:
			stopping, order = nil, o.ask
		case <-o.deaf:
			return
		}
		if !o.order(order) {
			return
		}
	}
}

// hearOut takes orders until all that the command printed was read.
func (o *Observation) hearOut(said *ears) {
	said.hurry()
	for _, heard := range said.heard {
		for open := true; open; {
			select {
			case order := <-o.orders:
				order()
			case <-heard:
				open = false
			}
		}
	}
}

// ask has it end.
func (o *Observation) ask() {
	if o.follower.Exit() == nil {
		o.seen.stop(o.at())
		o.changed = true
	}
	o.follower.End()
}

// at is how long it has been observed.
func (o *Observation) at() time.Duration { return time.Since(o.follower.Watch().began) }

// Show takes in a reading. It is the Follower's to call.
func (o *Observation) Show(g *Glance) {
	o.seen.take(g)
	o.seen.told.Exit = o.follower.Exit()
	if o.seen.told.Exit != nil && o.seen.phase == Going && g.Total.Processes > 0 {
		o.seen.phase = Stopping
	}
	if r := o.machine.read(g.Time); r != nil {
		o.seen.machine = *r
	}
	o.watchDetail()
	o.changed = true
}

// Due has nothing to do.
func (*Observation) Due() {}

// Note takes in a sentence. It is the Follower's to call.
func (o *Observation) Note(text string) {
	o.seen.note(text)
	o.changed = true
}

// watchDetail has the threads of the row that is looked at read.
func (o *Observation) watchDetail() {
	if m := o.seen.lookedAt(); m != nil {
		o.follower.Watch().Detail(m.identity.Process)
		return
	}
	o.follower.Watch().Detail()
}

// publish replaces the snapshot that waits. The loop is the only sender, so there is
// room once the old one is taken out.
func (o *Observation) publish() {
	if !o.changed {
		return
	}
	o.changed = false
	select {
	case <-o.snapshots:
	default:
	}
	o.snapshots <- o.seen.snapshot(o.at())
}
