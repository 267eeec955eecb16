package guard

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"time"
)

// Notify is signal.Notify for a program that may have a guard: a signal that
// reached both, as Ctrl-C of the terminal does, is relayed once, and so is one that
// was sent to the guard alone. SIGTSTP may come a second time before Suspend was
// called, and is then to be dropped after it. Notify never waits for the channel. The function it
// returns ends that, and returns when nothing more will be sent.
func Notify(c chan<- os.Signal, signals ...os.Signal) (release func()) {
	direct, ended := make(chan os.Signal, 8), make(chan struct{})
	signal.Notify(direct, signals...)
	l := &listener{c: c, signals: signals}
	heard.add(l)
	go func() {
		defer close(ended)
		for s := range direct {
			heard.count(s, received)
		}
	}()
	return func() {
		signal.Stop(direct)
		close(direct)
		<-ended
		heard.remove(l)
	}
}

// origin is the way that a signal came.
type origin int

const (
	received origin = iota // by the program itself
	passedOn               // by the guard
	origins
)

// sameAfter is how long after its latest copy a signal is a new one whichever way
// it comes. The two copies of one are microseconds apart.
const sameAfter = time.Second

// tally counts a signal on each of its ways. Two copies of one signal raise both
// counts to the same number, in either order and however late one of them is
// read; so the larger is how often it was sent.
type tally struct {
	counts  [origins]int
	relayed int
	latest  time.Time
}

// next takes a copy in, and reports whether it is the first of its signal.
func (t *tally) next(from origin, now time.Time) bool {
	if now.Sub(t.latest) > sameAfter {
		*t = tally{}
	}
	t.latest = now
	t.counts[from]++
	if t.counts[from] <= t.relayed {
		return false
	}
	t.relayed++
	return true
}

type listener struct {
	c       chan<- os.Signal
	signals []os.Signal
}

func (l *listener) wants(s os.Signal) bool {
	return slices.Contains(l.signals, s)
}

// exchange hands the signals of a process to those who listen. Its lock is held
// while one is handed on, which never waits.
type exchange struct {
	mu        sync.Mutex
	listeners []*listener
	tallies   map[os.Signal]*tally
}

// heard is the one exchange of the process, as signals are the process's.
var heard exchange //nolint:gochecknoglobals // see above

func (x *exchange) add(l *listener) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.listeners = append(x.listeners, l)
}

func (x *exchange) remove(l *listener) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.listeners = slices.DeleteFunc(x.listeners, func(other *listener) bool { return other == l })
}

// count takes a copy of a signal in, and reports whether anybody listens for it.
func (x *exchange) count(s os.Signal, from origin) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	var wanting []*listener
	for _, l := range x.listeners {
		if l.wants(s) {
			wanting = append(wanting, l)
		}
	}
	if len(wanting) == 0 || !x.tally(s).next(from, time.Now()) {
		return len(wanting) > 0
	}
	for _, l := range wanting {
		select {
		case l.c <- s:
		default:
		}
	}
	return true
}

func (x *exchange) tally(s os.Signal) *tally {
	if x.tallies == nil {
		x.tallies = map[os.Signal]*tally{}
	}
	if x.tallies[s] == nil {
		x.tallies[s] = &tally{}
	}
	return x.tallies[s]
}
