package run

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/poolscope/poolscope/metrics"
)

// Watch follows process trees that no plan made: what runs already, or one command
// that was started as it is. It is passive: no clock and no goroutine, and whoever
// calls Read owns it.
type Watch struct {
	tree    *metrics.Tree
	sampler *metrics.Sampler
	began   time.Time
	alive   map[int]*Watched // by PID
	gone    []Watched        // those that used the most, see keepGone
	want    []metrics.Process
	glance  Glance
	ended   time.Duration // CPU time of those that are gone and that nobody in the tree has waited for
	reaped  time.Duration // of those that this process waited for, with their children
	exact   bool          // all that end are waited for in the tree or by this process
	vague   bool          // nobody waited for some of them
	command int           // PID of the one that this process started, 0 for none
	words   string        // its arguments, as Member has them
	budget  *Budget       // nil for none
	read    bool          // at least once
	rate    treeRate
	peak    peakMemory
	gap     time.Duration // between the newest reading and the one before
	spared  sparedOnes    // nil without SpareOwn
	costs   bool          // cost is what counts for the budget
	cost    time.Duration // CPU time of the readings so far
}

// Watched is what is known of one process of a watched tree. Times are since the
// watching began.
type Watched struct {
	metrics.Member
	First, Last time.Duration  // readings that it was in; Last of one that is gone is when that was seen
	Early       bool           // it ran before
	Usage       *metrics.Usage // the newest reading; nil where it cannot be read
	CPU         time.Duration  // used while it was watched, without its children
	PeakRSS     uint64         // bytes, of the readings; the kernel's own where Exit is known
	Exit        *WatchedExit   // nil where it is not known, as of a child of others

	usage      metrics.Usage
	base       time.Duration // CPU time at the first reading
	waitedBase time.Duration
	grown      time.Duration // of CPU, since the reading before; 0 at the first
	read       bool
	debt       debt
	heir       *Watched      // of one that is gone: whose debt has left; nil for nobody's
	left       time.Duration // its own time and that of children that it waited for
}

// WatchedExit is how a process ended that this one waited for. CPU, the peak and the
// switches include the children that it waited for itself (wait4(2)).
type WatchedExit struct {
	Code                   int // -1 where a signal ended it
	Signal                 string
	Number                 int // of the signal, 0 for none
	CPU                    time.Duration
	PeakRSS                uint64 // bytes, of the largest process among it and its children
	Voluntary, Involuntary int64
}

// Glance is one reading of all watched trees. Its slices are valid until the next one.
type Glance struct {
	At      time.Duration
	Time    time.Time
	Now     []*Watched // in the order of their discovery: parents before children
	Came    []*Watched // those of Now that are new
	Changed []*Watched // those of Now that run another program since (execve(2))
	Went    []Watched  // gone since the reading before
	Sample  metrics.Sample
	Total   WatchTotal
	WatchPace
}

// WatchPace is how far apart readings are. All of it is zero without SetBudget.
type WatchPace struct {
	Every  time.Duration // until the next reading is due
	Missed int           // readings that were due and not made, as this process had no core or was stopped
	Notice string        // a sentence for the user, once: Every has changed, and why
}

// WatchTotal is the sum over watched trees.
type WatchTotal struct {
	Processes int
	Ever      int // processes that any reading saw
	Threads   int
	// CPU is the growth of CPUTime since the reading before in cores, never above those
	// online; NaN at the first reading, and where nobody is there.
	CPU     float64
	CPUTime time.Duration // used while it was watched: see Exact
	RSS     uint64        // bytes; pages that processes share count once for each
	PeakRSS uint64        // bytes, the largest RSS so far
	PeakPSS uint64        // bytes, the largest sum in which a page that they share counts once; 0 where it is not known
	// Exact tells that CPUTime is the kernel's own sum, of what was too short for any
	// reading as well. Else it is the readings' and the time of children that were
	// waited for; what ended unseen and unwaited for is not in it.
	Exact bool
}

// tick is more than the step that systems tell the start of a process in.
const tick = 20 * time.Millisecond

// goneKept is how many processes that are gone are remembered, those that used the
// most CPU time.
const goneKept = 1000

// NewWatch returns a Watch of the members of a tree, read through a source.
func NewWatch(tree *metrics.Tree, source metrics.Source, now time.Time) *Watch {
	tree.ReadBy(source) // once for both
	return &Watch{tree: tree, sampler: metrics.NewSampler(source), began: now, alive: make(map[int]*Watched)}
}

// SetBudget has readings cost no more than a Budget, which the Watch owns from now on.
func (w *Watch) SetBudget(b *Budget) { w.budget = b }

// SpareOwn keeps out what other code of this process starts, and what descends from
// that: children of this process that are no orphans. It is to be called before
// AdoptOrphans.
func (w *Watch) SpareOwn() { w.spared = sparedOnes{} }

// Detail has the threads of processes listed in the Samples from the next reading on,
// as metrics.Sampler.SetDetail says.
func (w *Watch) Detail(processes ...metrics.Process) { w.sampler.SetDetail(processes...) }

// Close drops what is kept to read processes, but for what the tree has.
func (w *Watch) Close() { w.sampler.Close() }

// BudgetReading has the budget be for what the readings take alone, where this process
// does other work as well; else it is for all that the process takes.
func (w *Watch) BudgetReading() { w.costs = true }

// Read reads the trees and what their processes use. The time is the caller's and has
// a monotonic reading.
func (w *Watch) Read(now time.Time) *Glance {
	if w.costs {
		w.cost += costOf(func() { w.readAll(now) })
	} else {
		w.readAll(now)
	}
	w.spend()
	return &w.glance
}

func (w *Watch) readAll(now time.Time) {
	g := &w.glance
	w.miss(now.Sub(w.began))
	w.gap = now.Sub(w.began) - g.At
	g.At, g.Time = now.Sub(w.began), now
	g.Now, g.Came, g.Changed, g.Went, w.want = g.Now[:0], g.Came[:0], g.Changed[:0], g.Went[:0], w.want[:0]
	for _, m := range w.tree.Read() {
		if m.PID == w.command && m.Command == "" {
			m.Command = w.words
		}
		p := w.alive[m.PID]
		if p != nil && p.Start != m.Start {
			continue // the one before it is taken out first; this one is new at the next reading
		}
		if p == nil && w.spares(m) {
			continue
		}
		if p == nil {
			p = &Watched{First: g.At, Early: m.Started.Before(w.began.Add(-tick))}
			p.waitedBase = m.Waited
			w.alive[m.PID] = p
			g.Total.Ever++
			g.Came = append(g.Came, p)
		} else if p.Name != m.Name || p.Command != m.Command {
			g.Changed = append(g.Changed, p)
		}
		p.Member, p.Last = m, g.At
		g.Now = append(g.Now, p)
		w.want = append(w.want, m.Process)
	}
	w.spared.forget(g.At)
	w.sample(now)
	w.drop()
	w.settle()
	w.sum()
}

// miss counts the readings that were due between the newest and now.
func (w *Watch) miss(now time.Duration) {
	g := &w.glance
	if w.read && g.Every > 0 {
		g.Missed += missedIn(now-g.At, g.Every)
	}
	w.read = true
}

// missedIn is how many readings were due in the midst of a time between two.
func missedIn(passed, every time.Duration) int { return max(0, int((passed+every/2)/every)-1) }

// spend tells the budget what the readings have cost so far.
func (w *Watch) spend() {
	g := &w.glance
	g.Notice = ""
	if w.budget == nil {
		return
	}
	switch {
	case w.costs:
		g.Notice = w.budget.Spend(g.At, w.cost)
	case !math.IsNaN(g.Sample.Self.CPU): // it could be read before, too
		g.Notice = w.budget.Spend(g.At, g.Sample.Self.CPUTime)
	}
	g.Every = w.budget.Every()
}

// sample reads what the processes use.
func (w *Watch) sample(now time.Time) {
	g := &w.glance
	g.Sample = w.sampler.Sample(now, w.want)
	left := g.Sample.Processes // in the order asked for, those that could be read
	for _, p := range g.Now {
		p.Usage, p.grown = nil, 0
		if len(left) > 0 && left[0].PID == p.PID {
			p.take(left[0])
			left = left[1:]
		}
	}
}

// take takes in a reading.
func (p *Watched) take(u metrics.Usage) {
	if !p.read && p.Early {
		p.base = u.CPUTime
	}
	used := max(0, u.CPUTime-p.base)
	if !math.IsNaN(u.CPU) {
		p.grown = used - p.CPU
	}
	p.read, p.usage = true, u
	p.Usage, p.CPU = &p.usage, used
	p.PeakRSS = max(p.PeakRSS, u.RSS)
}

// waited is the CPU time of children that the process waited for while it was watched.
func (p *Watched) waited() time.Duration {
	if !p.Early {
		return p.Waited
	}
	return max(0, p.Waited-p.waitedBase)
}

// drop takes out who is gone.
func (w *Watch) drop() {
	g := &w.glance
	for pid, p := range w.alive {
		if p.Last != g.At {
			if owed := w.owe(p); !owed && !w.exact && pid != w.command {
				w.ended += p.CPU + p.waited()
			}
			went := *p
			went.Last, went.Usage, went.Command = g.At, nil, keptCommand(went.Command)
			g.Went = append(g.Went, went)
			defer delete(w.alive, pid)
		}
	}
	slices.SortFunc(g.Went, func(a, b Watched) int { return a.PID - b.PID })
	w.keepGone()
}

// mostKept is how many bytes of its command are kept of a process that is gone: more
// than a line shows. Linux has up to 128 KiB of each argument (execve(2)).
const mostKept = 2048

// keptCommand is what is kept of a command, as Member has it. One that was cut ends with
// an ellipsis, lest anybody takes it for the whole.
func keptCommand(command string) string {
	if len(command) <= mostKept {
		return command
	}
	end := mostKept
	for end > mostKept-utf8.UTFMax && !utf8.RuneStart(command[end]) {
		end--
	}
	return command[:end] + "…\x00" // a copy, which does not hold the rest
}

// keepGone remembers who went, within a bound.
func (w *Watch) keepGone() {
	w.gone = append(w.gone, w.glance.Went...)
	if len(w.gone) > 2*goneKept {
		slices.SortFunc(w.gone, byCPU)
		w.gone = slices.Delete(w.gone, goneKept, len(w.gone))
	}
}

func byCPU(a, b Watched) int {
	if a.CPU != b.CPU {
		return int(min(1, max(-1, b.CPU-a.CPU)))
	}
	return int(min(1, max(-1, a.First-b.First)))
}

// sum adds up what is there.
func (w *Watch) sum() {
	t := &w.glance.Total
	t.Processes, t.Threads, t.RSS = len(w.glance.Now), 0, 0
	rate, own, together := math.NaN(), time.Duration(0), memory{}
	t.CPUTime, t.Exact = w.reaped+w.ended, w.exact && !w.vague && len(w.glance.Now) == 0
	for _, p := range w.glance.Now {
		t.CPUTime += p.CPU + p.waited() + p.debt.due
		own += p.grown
		if u := p.Usage; u != nil {
			t.Threads += u.Threads
			t.RSS += u.RSS
			together.add(*u)
			rate = plus(rate, u.CPU)
		}
	}
	t.CPU = w.rate.take(t.CPUTime, own, w.gap, rate, online(w.glance.Sample.Cores))
	if t.Processes == 0 {
		t.CPU = math.NaN()
	}
	w.peak.take(together)
	t.PeakRSS, t.PeakPSS = w.peak.rss, w.peak.pss()
}

// online counts the cores that a sample has a reading of; at its first it has of none.
func online(cores []float64) float64 {
	n := 0
	for _, busy := range cores {
		if !math.IsNaN(busy) {
			n++
		}
	}
	if n == 0 {
		return float64(runtime.NumCPU())
	}
	return float64(n)
}

// Started tells which member is the command that this process started, and its words:
// in the middle of its exec nothing is to be read of them.
func (w *Watch) Started(pid int, words []string) {
	w.command, w.words = pid, strings.Join(words, "\x00")+"\x00"
}

// Reaped takes in how a process ended that this one waited for. It may be one that no
// reading saw, or that the newest reading missed already.
func (w *Watch) Reaped(pid int, e WatchedExit) {
	w.reaped += e.CPU
	if p := w.alive[pid]; p != nil {
		p.end(e)
		return
	}
	for i := len(w.gone) - 1; i >= 0; i-- {
		if w.gone[i].PID == pid && w.gone[i].Exit == nil {
			w.gone[i].end(e)
			w.gone[i].forgive()
			return
		}
	}
}

func (p *Watched) end(e WatchedExit) {
	p.Exit = &e
	p.PeakRSS = max(p.PeakRSS, e.PeakRSS)
	p.CPU = max(p.CPU, e.CPU-p.waited())
}

// Most returns the processes that used the most CPU time, those that are there still
// and those that are gone, and how many others any reading saw.
func (w *Watch) Most(n int) (most []Watched, others int) {
	most = slices.Clone(w.gone)
	for _, p := range w.alive {
		most = append(most, *p)
	}
	slices.SortFunc(most, byCPU)
	most = most[:min(n, len(most))]
	return most, w.glance.Total.Ever - len(most)
}
