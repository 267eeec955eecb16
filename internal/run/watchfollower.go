package run

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// FollowOptions says what a Follower follows: processes that run already, or one
// command.
type FollowOptions struct {
	PIDs    []int
	Command CommandOptions // without words there is none
	Every   time.Duration  // between two readings
	Budget  float64        // most of a core that this process may take, in cores; 0 is no bound
	// Shared tells that this process does other work as well: it starts processes that
	// are none of what is followed (Watch.SpareOwn), and the budget is for the readings
	// alone (Watch.BudgetReading).
	Shared bool
}

// Audience is told what a Follower sees, by the goroutine that owns it, and may call
// its methods then.
type Audience interface {
	// Show is told each reading. The Glance is valid until the next one.
	Show(g *Glance)
	// Due is called after each reading that the clock asked for, until what is
	// followed has ended.
	Due()
	// Note is told a sentence for the user.
	Note(text string)
}

// Follower drives a Watch: it starts what is to be watched, reads at each tick, as often
// as the budget allows, takes in how a command ends and ends what that left. Whoever
// calls Begin and Follow owns it; others reach it by Follow's orders.
type Follower struct {
	options  FollowOptions
	tree     *metrics.Tree
	watch    *Watch
	audience Audience
	glance   *Glance
	command  *Command // nil where nothing was started
	exit     *WatchedExit
	asked    bool   // the command was asked to end
	left     bool   // what ran already is watched no longer
	release  func() // lets orphans go elsewhere again
	ticker   *time.Ticker
	every    time.Duration // that it ticks
}

// NewFollower returns a Follower that has begun nothing.
func NewFollower(o FollowOptions, audience Audience) *Follower {
	tree := metrics.NewTree()
	f := &Follower{
		options: o, tree: tree, watch: NewWatch(tree, metrics.NewSource(), time.Now()), audience: audience, release: func() {},
	}
	if o.Shared {
		f.watch.BudgetReading()
	}
	return f
}

// Close drops what is kept to read processes. It sends no signal, and what the command
// leaves behind comes here no more.
func (f *Follower) Close() {
	f.release()
	f.watch.Close()
	f.tree.Close()
}

// Begin adds what is to be followed, or starts it, and returns the PIDs. An error says
// why nothing is there to follow, in words for the user; of several processes some may
// be missing, of which a note is made.
func (f *Follower) Begin() (roots []int, err error) {
	if len(f.options.Command.Words) > 0 {
		return f.start()
	}
	var missing []error
	for _, pid := range f.options.PIDs {
		if err := f.tree.Add(pid); err != nil {
			missing = append(missing, watchError(pid, err))
			continue
		}
		roots = append(roots, pid)
	}
	if len(roots) == 0 {
		return nil, missing[0]
	}
	for _, err := range missing {
		f.audience.Note(err.Error())
	}
	return roots, nil
}

// watchError says why a process cannot be watched.
func watchError(pid int, err error) error {
	switch {
	case errors.Is(err, metrics.ErrGone):
		return fmt.Errorf("no process has the PID %d", pid)
	case errors.Is(err, metrics.ErrHidden):
		return fmt.Errorf("process %d is not shown to this user: run poolscope as its owner or as root", pid)
	default:
		return err
	}
}

// start starts the command.
func (f *Follower) start() (roots []int, err error) {
	if f.options.Shared {
		f.watch.SpareOwn()
	}
	release := f.watch.AdoptOrphans()
	words := f.options.Command.Words
	c, err := StartCommand(f.options.Command, func(pid int) {
		f.watch.Started(pid, words)
		_ = f.tree.Add(pid) // it is ours and not waited for yet
		f.look()
	})
	if err != nil {
		release()
		return nil, err
	}
	f.command, f.release = c, release
	return []int{c.PID}, nil
}

// Follow reads and tells the audience until all is over: what was named has ended, or
// Leave was called; the command has ended, and what it left behind. Orders are called
// between two readings, by the goroutine that calls Follow, and may call the methods of
// the Follower. Their sender never closes them.
func (f *Follower) Follow(orders <-chan func()) {
	f.ticker, f.every = time.NewTicker(f.options.Every), f.options.Every
	defer f.ticker.Stop()
	budget := NewBudget(f.options.Budget, f.options.Every)
	if f.options.Shared {
		budget.who = "Sampling"
	}
	f.watch.SetBudget(budget)
	if f.command == nil {
		f.read()
		f.followStrangers(orders)
		return
	}
	f.audience.Show(f.glance)
	f.followCommand(orders)
	f.read()
	f.endLeft(orders)
}

// Glance is the newest reading, nil before the first.
func (f *Follower) Glance() *Glance { return f.glance }

// Watch is what is driven.
func (f *Follower) Watch() *Watch { return f.watch }

// Exit is how the command has ended, nil as long as it has not.
func (f *Follower) Exit() *WatchedExit { return f.exit }

// End ends it: what ran already is left alone and followed no longer. A command is
// asked to end (SIGTERM), once, and killed with all that it started after
// launcher.DefaultGrace. One that was stopped goes on, to hear it.
func (f *Follower) End() {
	if f.command == nil {
		f.left = true
		return
	}
	if !f.asked && f.exit == nil {
		f.asked = true
		f.command.Signal(syscall.SIGTERM)
		f.command.Continue()
	}
}

// Pass hands a signal on to the command. One that comes after its end kills what it
// has left.
func (f *Follower) Pass(s os.Signal) {
	if f.exit != nil {
		f.watch.EndAll(syscall.SIGKILL)
		return
	}
	f.command.Signal(s)
}

// look reads once more.
func (f *Follower) look() {
	f.glance = f.watch.Read(time.Now())
	f.glance.Young()
}

// read reads once more and shows it.
func (f *Follower) read() {
	f.look()
	f.watch.ReapOrphans()
	f.audience.Show(f.glance)
	f.keepPace()
}

// keepPace reads as often as the budget allows.
func (f *Follower) keepPace() {
	if notice := f.glance.Notice; notice != "" {
		f.audience.Note(notice)
	}
	if every := f.glance.Every; every > 0 && every != f.every {
		f.every = every
		f.ticker.Reset(every)
	}
}

// followStrangers watches what runs already until it has ended.
func (f *Follower) followStrangers(orders <-chan func()) {
	for f.glance.Total.Processes > 0 && !f.left {
		select {
		case <-f.ticker.C:
			f.read()
			f.audience.Due()
		case order := <-orders:
			order()
		}
	}
}

// followCommand watches a command until it has ended.
func (f *Follower) followCommand(orders <-chan func()) {
	var killing <-chan time.Time
	for f.exit == nil {
		if f.asked && killing == nil {
			killing = time.After(launcher.DefaultGrace)
		}
		select {
		case <-f.ticker.C:
			f.read()
			f.audience.Due()
		case order := <-orders:
			order()
		case <-killing:
			f.watch.EndAll(syscall.SIGKILL)
			f.command.Signal(os.Kill) // alone, where a tree cannot be signalled
		case <-f.command.Ended:
			f.reap()
		}
	}
}

// reap takes in how the command ended. What it had used, and its children, is read a
// last time before nobody can any more.
func (f *Follower) reap() {
	f.look()
	e := f.command.Reap()
	f.watch.Reaped(f.command.PID, e)
	f.exit = &e
	f.audience.Show(f.glance)
}

// commandTold is how many bytes of a command stand in a sentence.
const commandTold = 400

// endLeft ends what the command has left behind: it is asked to, and killed after a
// while or at the next signal.
func (f *Follower) endLeft(orders <-chan func()) {
	if f.glance.Total.Processes == 0 {
		return
	}
	for _, p := range f.glance.Now {
		if !p.Dead {
			f.audience.Note(fmt.Sprintf("process %d was left behind by the command, and is ended: %s", p.PID, p.Line(commandTold)))
		}
	}
	f.watch.EndAll(syscall.SIGTERM)
	killing := time.After(launcher.DefaultGrace)
	given := time.After(2 * launcher.DefaultGrace)
	for f.glance.Total.Processes > 0 {
		select {
		case <-f.ticker.C:
			f.read()
		case order := <-orders:
			order()
		case <-killing:
			f.watch.EndAll(syscall.SIGKILL)
		case <-given:
			return
		}
	}
}
