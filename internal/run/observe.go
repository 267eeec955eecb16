package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// ObserveOptions says what is to be observed: processes that run already, or one
// command that is started for it.
type ObserveOptions struct {
	PIDs    []int         // each is observed with all that descends from it
	Command []string      // its words; either PIDs or it
	Dir     string        // the folder that the command is started in; "" is this process's
	Every   time.Duration // between two readings; LeastEvery or more, 0 for DefaultEvery
	Budget  float64       // most of a core that the readings may take, in cores, as DefaultBudget; 0 is no bound

	Transcript *Transcript // keeps all that the command prints; nil where nobody wants it. Whoever made it closes it
	Points     int         // most of a Series, MaxPoints or more; 0 is MaxPoints
}

// The time between two readings of what is observed.
const (
	DefaultEvery = 100 * time.Millisecond
	LeastEvery   = 10 * time.Millisecond
)

// check returns what cannot be meant.
func (o ObserveOptions) check() error {
	switch {
	case len(o.PIDs) > 0 && len(o.Command) > 0:
		return errors.New("PIDs and a command: want either")
	case len(o.PIDs) == 0 && len(o.Command) == 0:
		return errors.New("nothing to observe: want the PID of a process, or a command")
	case o.Every != 0 && o.Every < LeastEvery:
		return fmt.Errorf("a reading every %v: want %v or more", o.Every, LeastEvery)
	case !(o.Budget >= 0 && o.Budget <= 1):
		return fmt.Errorf("a budget of %v cores: want 0, which is no bound, to 1", o.Budget)
	}
	for _, pid := range o.PIDs {
		switch {
		case pid <= 0:
			return fmt.Errorf("%d is no PID: want the number of one process, from 1 on", pid)
		case pid == os.Getpid():
			return fmt.Errorf("%d is Poolscope's own PID: want another process", pid)
		}
	}
	return nil
}

// Observation is a process tree that no plan made, while it is followed. Its methods
// may be called by anyone at any time.
type Observation struct {
	stop      context.CancelFunc
	snapshots chan *Snapshot
	orders    chan func()   // anyone sends; the loop calls them, and nobody closes it
	deaf      chan struct{} // the loop closes it: no order is heard any more
	done      chan struct{} // the loop closes it

	// The loop alone has what follows.
	follower *Follower
	seen     *observed
	machine  *machineMeter
	changed  bool // since the newest snapshot
}

// Observe begins to follow processes, or starts a command and follows it; cancelling
// ctx ends it as Stop does. An error says why nothing was begun, in words for the user.
// A command has an empty standard input; what it prints is in Snapshot.Output. It is in
// a process group of its own.
//
// A command is not to be observed while a Run goes on: what each leaves behind comes to
// this same process, and they would end each other's.
func Observe(ctx context.Context, o ObserveOptions) (*Observation, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Every == 0 {
		o.Every = DefaultEvery
	}
	said, err := newEars(o.Command)
	if err != nil {
		return nil, err
	}
	observation := &Observation{
		snapshots: make(chan *Snapshot, 1), orders: make(chan func()), deaf: make(chan struct{}), done: make(chan struct{}),
		seen: newObserved(o), machine: newMachineMeter(),
	}
	f := NewFollower(FollowOptions{
		PIDs: o.PIDs, Every: o.Every, Budget: o.Budget, Shared: true,
		Command: CommandOptions{Words: o.Command, Dir: o.Dir, Files: said.files(), Apart: true},
	}, observation)
	observation.follower = f
	roots, err := f.Begin()
	said.started()
	if err != nil {
		said.close()
		f.Close()
		observation.machine.close()
		return nil, err
	}
	observation.seen.told.Roots = roots
	ctx, observation.stop = context.WithCancel(ctx)
	go observation.run(ctx, said)
	return observation, nil
}

// Snapshots returns the channel on which the newest snapshot waits: one that was not
// received is replaced by the next. The loop sends, and closes it after the snapshot of
// the end.
func (o *Observation) Snapshots() <-chan *Snapshot { return o.snapshots }

// Stop ends the observation, and returns at once. Processes that ran before are left
// alone: no signal is sent. A command is asked to end (SIGTERM), and killed with all
// that it started after launcher.DefaultGrace.
func (o *Observation) Stop() { o.stop() }

// Wait returns when the observation has ended: nothing is read any more, and what was
// started for it has been reaped.
func (o *Observation) Wait() { <-o.done }

// Look has the threads of a row read from the next reading on, for Snapshot.Detail;
// 0 is no row. Another row that was looked at is so no more.
func (o *Observation) Look(number int) {
	o.order(func() {
		o.seen.look(number)
		o.watchDetail()
	})
}

// order has the loop do something, and reports whether it will: it has not ended.
func (o *Observation) order(do func()) bool {
	select {
	case o.orders <- do:
		return true
	case <-o.deaf:
		return false
	}
}

// programOf is what a command is called for short.
func programOf(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return filepath.Base(words[0])
}
