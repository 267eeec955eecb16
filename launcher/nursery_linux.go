package launcher

import (
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// nursery is what this process knows of its children while it has pools. It is a
// child subreaper then (PR_SET_CHILD_SUBREAPER(2const)): what a worker started, and
// what made itself a daemon by leaving its session or by forking twice, comes here
// when its parent has ended. Any goroutine may call its methods.
//
// Which children were adopted is nowhere written down, and the exit status of one
// that other code of this process started must not be taken from it. A child is
// taken for adopted when no pool started it, it was not there before the first
// pool, this process holds no descriptor of it (os/exec and os.StartProcess hold
// one until they have waited; pidfd_open(2)), and it is in another process group or
// session than this process, as each worker is. Where the kernel has no such
// descriptors it must be in a session that neither this process nor itself leads,
// since a child that nobody adopted is in one of those.
type nursery struct {
	starting sync.RWMutex // read-held from before a worker is made until it is entered

	mu      sync.Mutex
	pools   int
	release func()         // makes it no subreaper, if it was none before the first pool
	before  map[int]uint64 // start of the children that were there then, by PID
	workers map[int]uint64 // start of those not reaped, or unread, by PID
	orphans map[int]*orphan
	account account
}

// unread is the start of a process that nobody needed to know yet.
const unread = 0

// orphan is an adopted process that was asked to end.
type orphan struct {
	proc.Process
	asked   time.Time     // by SIGTERM
	counted time.Duration // CPU time of it that its worker's exit told of
}

// household is the one nursery of the process: to be a subreaper, and to have
// children, is the process's and no pool's.
var household nursery //nolint:gochecknoglobals // see above

// open begins a pool.
func (n *nursery) open() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.pools++; n.pools > 1 {
		n.account.mixed = true
		return
	}
	n.workers, n.orphans, n.before = map[int]uint64{}, map[int]*orphan{}, map[int]uint64{}
	n.account = account{owed: map[int]time.Duration{}}
	for _, pid := range proc.Children(os.Getpid()) {
		if p, ok := proc.Read(pid); ok {
			n.before[pid] = p.Start
		}
	}
	// Where it cannot be one, orphans go to the system's first process as ever.
	var err error
	n.release, err = proc.AdoptOrphans()
	n.account.lost = err != nil
}

// close ends a pool.
func (n *nursery) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.pools--; n.pools == 0 {
		n.release()
	}
}

// enter takes in what start makes. Meanwhile nobody looks for orphans: it would be
// one until it is entered.
func (n *nursery) enter(start func() (*process, error)) (*process, error) {
	n.starting.RLock()
	defer n.starting.RUnlock()
	p, err := start()
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.workers[p.pid] = unread
	return p, nil
}

// look reaps the orphans that have ended, asks the others to end, and kills those
// that were asked a grace period ago, or all where it is negative. An orphan whose
// worker may still live is left alone. It returns those that are to end and have not.
func (n *nursery) look(grace time.Duration) []*orphan {
	n.starting.Lock()
	defer n.starting.Unlock()
	n.mu.Lock()
	defer n.mu.Unlock()
	found := map[int]*orphan{}
	var left []*orphan
	for _, p := range n.adopted() {
		if p.Dead() && n.reap(p) {
			continue
		}
		o := n.orphans[p.PID]
		if o == nil || o.Start != p.Start {
			o = &orphan{Process: p}
		}
		found[p.PID] = o
		if !p.Dead() && !n.mayHaveParent(p) {
			o.end(grace)
			left = append(left, o)
		}
	}
	n.orphans = found
	return left
}

// adopted returns the children that are orphans of a worker; see nursery.
func (n *nursery) adopted() []proc.Process {
	self, ok := proc.Read(os.Getpid())
	if !ok {
		return nil
	}
	var strangers []proc.Process
	for _, pid := range proc.Children(self.PID) {
		if _, ours := n.workers[pid]; ours {
			continue
		}
		p, ok := proc.Read(pid)
		start, early := n.before[pid]
		if !ok || early && start == p.Start || p.Group == self.Group && p.Session == self.Session {
			continue
		}
		strangers = append(strangers, p)
	}
	if len(strangers) == 0 {
		return nil
	}
	held, known := proc.Held()
	var adopted []proc.Process
	for _, p := range strangers {
		if p.Session != self.Session && p.Session != p.PID || known && !held[p.PID] {
			adopted = append(adopted, p)
		}
	}
	return adopted
}

// mayHaveParent reports whether a worker that lives may be the one that started an
// orphan: it is in the worker's group, or it began later than the worker. Nothing
// else is left of its descent once its parent has ended.
func (n *nursery) mayHaveParent(p proc.Process) bool {
	if _, lives := n.workers[p.Group]; lives {
		return true
	}
	for pid, start := range n.workers {
		if start == unread {
			worker, _ := proc.Read(pid) // a zombie can be read as well
			start = worker.Start
			n.workers[pid] = start
		}
		if start <= p.Start {
			return true
		}
	}
	return false
}

// end asks an orphan and what descends from it to end, or kills them when it was
// asked a grace period ago. Only look reaps it, so its PID is its own; its
// descendants are signalled by their identity.
func (o *orphan) end(grace time.Duration) {
	switch now := time.Now(); {
	case grace < 0 || !o.asked.IsZero() && now.Sub(o.asked) >= grace:
		o.signalTree(unix.SIGKILL)
	case o.asked.IsZero():
		o.asked = now
		o.signalTree(unix.SIGTERM)
		o.signalTree(unix.SIGCONT) // a stopped one could not even end
	}
}

func (o *orphan) signalTree(sig unix.Signal) {
	for _, p := range append([]proc.Process{o.Process}, proc.Descendants(o.PID)...) {
		_ = p.Signal(sig) // gone is as good, and another user's is named in the end
	}
}

// breath is the time between two looks while children keep ending: it bounds what
// looking costs, and how long an orphan stays a zombie.
const breath = 10 * time.Millisecond

// lastly is how long what was killed may take to be gone.
const lastly = time.Second

// tend looks after orphans until stop is closed: each time a child has ended, when
// it is woken because a worker was reaped, and while an orphan is to end.
func (n *nursery) tend(grace time.Duration, wake, stop <-chan struct{}) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD)
	defer signal.Stop(ended)
	again := time.NewTimer(breath)
	defer again.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ended:
			again.Reset(breath)
		case <-wake:
			again.Reset(breath)
		case <-again.C:
			if len(n.look(grace)) > 0 {
				again.Reset(5 * breath)
			}
		}
	}
}

// beat is the time between two looks where nobody tells when children end.
const beat = 100 * time.Millisecond

// patrol looks after orphans until stop is closed: at intervals.
func (n *nursery) patrol(grace time.Duration, stop <-chan struct{}) {
	again := time.NewTicker(beat)
	defer again.Stop()
	for {
		select {
		case <-stop:
			return
		case <-again.C:
			_ = n.look(grace) // whoever is left is looked at again
		}
	}
}

// sweep ends the orphans that no worker is left to have started, and returns what
// it could not end. It blocks, for the grace period and a second at the most.
func (n *nursery) sweep(grace time.Duration) []Escapee {
	killing := time.Now().Add(grace)
	// One look may miss a child whose parent ends meanwhile.
	for quiet := 0; quiet < 2; quiet++ {
		if time.Now().After(killing) {
			grace = -1
		}
		left := n.look(grace)
		if len(left) == 0 {
			continue
		}
		if time.Now().After(killing.Add(lastly)) {
			return escapees(left)
		}
		quiet = -1
		<-time.After(breath)
	}
	return nil
}

func escapees(left []*orphan) []Escapee {
	escaped := make([]Escapee, len(left))
	for i, o := range left {
		escaped[i] = Escapee{PID: o.PID, Command: o.Command()}
	}
	return escaped
}
