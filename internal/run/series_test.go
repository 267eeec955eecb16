package run

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// hour is how many readings an hour has at 10 a second.
const hour = 36_000

// coarsest is the longest step in seconds that an hour may be thinned to.
const coarsest = 20

// steadyHour returns an hour of noise between 0.3 and 0.4, each reading up to 30 ms late.
func steadyHour(random *rand.Rand) (s Series) {
	for i := range hour {
		s.put(0.1*float64(i+1)+0.03*random.Float64(), 0.3+0.1*random.Float64())
	}
	return s
}

// area is the values times the seconds that they stand for.
func area(s Series) float64 {
	sum := 0.0
	for i := 1; i < len(s.T); i++ {
		if !math.IsNaN(s.V[i]) {
			sum += s.V[i] * (s.T[i] - s.T[i-1])
		}
	}
	return sum
}

// gapsOf returns how many gaps a series has, and how many seconds they are.
func gapsOf(s Series) (n int, seconds float64) {
	for i := 1; i < len(s.T); i++ {
		if math.IsNaN(s.V[i]) {
			n, seconds = n+1, seconds+s.T[i]-s.T[i-1]
		}
	}
	return n, seconds
}

// widest is the longest time between two points.
func widest(s Series) float64 {
	most := 0.0
	for i := 1; i < len(s.T); i++ {
		most = max(most, s.T[i]-s.T[i-1])
	}
	return most
}

func TestSpikeAndDipOfOneReadingSurviveEveryThinning(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 5))
		spike, dip := random.IntN(hour), random.IntN(hour)
		switch {
		case seed < 3:
			spike = int(seed) // at the very beginning, which has no reading before it
		case spike == dip:
			dip = hour - 1 - dip
		}
		t.Run(fmt.Sprintf("%d and %d", spike, dip), func(t *testing.T) { spikeAndDip(t, random, spike, dip) })
	}
}

const (
	spikeCores = 3.75
	dipCores   = 0.01
)

func spikeAndDip(t *testing.T, random *rand.Rand, spike, dip int) {
	t.Helper()
	s := steadyHour(random)
	s.V[spike], s.V[dip] = spikeCores, dipCores
	h, thinned := history{}, 0
	for i := range s.T {
		before := len(h.T)
		h.add(s.T[i], s.V[i])
		if len(h.T) > before {
			continue
		}
		thinned++
		if i > spike && !slices.Contains(h.V, spikeCores) || i > dip && !slices.Contains(h.V, dipCores) {
			t.Fatalf("the spike or the dip was lost by thinning %d, at reading %d", thinned, i)
		}
	}
	if thinned < 20 {
		t.Errorf("the hour was thinned %d times, want 20 or more", thinned)
	}
	seen := h.seen()
	for what, reading := range map[float64]int{spikeCores: spike, dipCores: dip} {
		if got := seen.T[slices.Index(seen.V, what)]; math.Abs(got-s.T[reading]) > coarsest {
			t.Errorf("the value %v of second %.1f stands at %.1f, want it within %d s", what, s.T[reading], got, coarsest)
		}
	}
}

func TestMeanOfAnHourIsKeptByThinning(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 5))
	whole, h := steadyHour(random), history{}
	for i := range whole.V {
		if random.IntN(50) == 0 {
			whole.V[i] = 1
		}
		h.add(whole.T[i], whole.V[i])
	}
	if got, want := area(h.seen()), area(whole); math.Abs(got-want) > 1e-6*want {
		t.Errorf("core seconds of the hour = %.6f, want %.6f", got, want)
	}
}

func TestOlderPointsLieEvenlyOverTheRun(t *testing.T) {
	whole, h := steadyHour(rand.New(rand.NewPCG(1, 5))), history{}
	for i := range whole.T {
		if h.add(whole.T[i], whole.V[i]); len(h.T) > MaxPoints || !slices.IsSorted(h.T) {
			t.Fatalf("after %d readings %d points, sorted %v, want at most %d in order of time", i+1, len(h.T), slices.IsSorted(h.T), MaxPoints)
		}
	}
	if got := widest(h.seen()); got > coarsest {
		t.Errorf("the longest step = %.1f s, want at most %d s", got, coarsest)
	}
}

// Each gap is one reading here, in the midst of others.
func TestGapStaysOneAndSwallowsNoSpikeBesideIt(t *testing.T) {
	whole, h := steadyHour(rand.New(rand.NewPCG(2, 5))), history{}
	for i := range whole.T {
		switch i % 4000 {
		case 2000:
			whole.V[i] = math.NaN()
		case 2001:
			whole.V[i] = 2 + float64(i)
		}
		h.add(whole.T[i], whole.V[i])
	}
	seen := h.seen()
	got, unknown := gapsOf(seen)
	if want, lost := gapsOf(whole); got != want || math.Abs(unknown-lost) > 1e-6 {
		t.Errorf("%d gaps of %.3f s, want %d of %.3f s", got, unknown, want, lost)
	}
	for i := 2001; i < hour; i += 4000 {
		if !slices.Contains(seen.V, whole.V[i]) {
			t.Errorf("the spike after the gap of reading %d was lost", i-1)
		}
	}
	if got, want := area(seen), area(whole); math.Abs(got-want) > 1e-6*want {
		t.Errorf("core seconds = %.6f, want %.6f", got, want)
	}
}

func TestTimeWithoutAReadingIsAGapForEver(t *testing.T) {
	h := history{gap: gapAfter(100 * time.Millisecond)}
	stopped := 0.0
	for i := range hour {
		v := 0.5
		if i == 500 {
			stopped, v = 5, 4 // the sampler, for as many seconds
		}
		h.add(0.1*float64(i)+stopped, v)
	}
	seen := h.seen()
	if n, unknown := gapsOf(seen); n != 1 || math.Abs(unknown-5.1) > 1e-6 || !slices.Contains(seen.V, 4) {
		t.Errorf("%d gaps of %.3f s, the reading after them there %v, want 1 of 5.1 s and true", n, unknown, slices.Contains(seen.V, 4))
	}
}

func TestALongGapStaysWhereItIs(t *testing.T) {
	const from, to = 1000.0, 1040.5
	h := history{gap: gapAfter(100 * time.Millisecond)}
	for i := range hour {
		if at := 0.1 * float64(i); at < from || at > to {
			h.add(at, 0.5)
		}
	}
	seen, unknown := h.seen(), 0.0
	for i := 1; i < len(seen.T); i++ {
		if math.IsNaN(seen.V[i]) {
			unknown += max(0, min(to, seen.T[i])-max(from, seen.T[i-1]))
		}
	}
	if _, all := gapsOf(seen); math.Abs(unknown-(to-from)) > 0.3 || math.Abs(all-unknown) > 0.3 {
		t.Errorf("of %.1f s without a reading from %v to %v, %.1f s stand there, want all", all, from, to, unknown)
	}
}

func TestAReadingThatIsALittleLateIsNoGap(t *testing.T) {
	for _, tt := range []struct {
		every time.Duration
		late  float64
		gaps  int
	}{
		{100 * time.Millisecond, 0.9, 0},
		{100 * time.Millisecond, 1.1, 1},
		{time.Second, 4.9, 0},
		{time.Second, 5.1, 1},
	} {
		h := history{gap: gapAfter(tt.every)}
		h.add(1, 0.5)
		h.add(1+tt.late, 0.5)
		if n, _ := gapsOf(h.seen()); n != tt.gaps {
			t.Errorf("a reading %.1f s after the one before, due every %s: %d gaps, want %d", tt.late, tt.every, n, tt.gaps)
		}
	}
}

func TestHistoryOfGapsAndReadingsInTurnIsBounded(t *testing.T) {
	h := history{}
	for i := range 20 * MaxPoints {
		v := 1.0
		if i%2 == 1 {
			v = math.NaN()
		}
		h.add(float64(i), v)
	}
	if len(h.T) > MaxPoints || len(h.T) != len(h.V) || !slices.IsSorted(h.T) {
		t.Errorf("%d times and %d values, want as many, at most %d, in order", len(h.T), len(h.V), MaxPoints)
	}
	if got := area(h.seen()); math.Abs(got-10*MaxPoints) > 1 {
		t.Errorf("seconds with a value = %.1f, want %d", got, 10*MaxPoints)
	}
}

// crowd feeds a model with what an hour of a busy pool brings: tasks of some seconds,
// and readings in which each process has a load, a memory that grows, and a core of its
// own choice. Reading spikeAt has the first process at 7 cores.
type crowd struct {
	model  *model
	random *rand.Rand
	sample metrics.Sample
	tasks  int
}

const (
	crowdCores = 8
	spikeAt    = 12_345
)

func newCrowd(processes int) *crowd {
	c := &crowd{model: newModel(sleeping(processes), launcher.Job{Total: -1}), random: rand.New(rand.NewPCG(1, 1))}
	for n := 1; n <= processes; n++ {
		c.model.fold(launcher.WorkerStarted{Worker: crowdName(n), Slot: n, PID: 100 + n, Threads: 1})
		c.sample.Processes = append(c.sample.Processes, metrics.Unread(100+n))
	}
	c.sample.Cores = make([]float64, crowdCores)
	return c
}

func crowdName(n int) string { return fmt.Sprintf("Process-%d", n) }

// reading takes in the i-th, from 0, and returns its instant.
func (c *crowd) reading(i int) time.Duration {
	at := time.Duration(i+1)*100*time.Millisecond + time.Duration(c.random.Int64N(int64(15*time.Millisecond)))
	for n := range c.sample.Processes {
		u := &c.sample.Processes[n]
		u.State, u.Core, u.CPU = "running", c.random.IntN(crowdCores), c.random.Float64()
		u.RSS = uint64(1<<24 + n<<20 + i<<8)
		u.PSS = int64(u.RSS) - 1<<22
	}
	if i == spikeAt {
		c.sample.Processes[0].CPU = 7
	}
	for n := range c.sample.Cores {
		c.sample.Cores[n] = c.random.Float64()
	}
	c.model.sample(at, c.sample)
	if worker := i % len(c.sample.Processes); i%2 == 0 {
		c.task(worker+1, at)
	}
	return at
}

// task lets a worker do one that ends at an instant.
func (c *crowd) task(worker int, at time.Duration) {
	begun, took := at-3*time.Second, 3*time.Second
	c.model.fold(launcher.TaskStarted{Task: c.tasks, Worker: crowdName(worker), PID: 100 + worker, At: begun, Attempt: 1})
	c.model.fold(launcher.TaskFinished{Result: launcher.Result{
		Task: c.tasks, Worker: crowdName(worker), PID: 100 + worker, At: at, Wall: took, State: launcher.Done, Attempt: 1,
	}})
	c.tasks++
}

// An hour of 64 processes at 10 a second, as a run keeps it, with a snapshot that
// somebody still looks at.
func TestHourOf64ProcessesStaysUnder60MiB(t *testing.T) {
	const processes, bound = 64, 60 << 20
	before := heap()
	c := newCrowd(processes)
	var seen *Snapshot
	for i := range hour {
		if at := c.reading(i); i%5000 == 0 {
			seen = c.model.snapshot(at)
		}
	}
	got := heap() - before
	t.Logf("an hour takes %.1f MiB", float64(got)/(1<<20))
	if got > bound {
		t.Errorf("an hour takes %.1f MiB, want at most %d", float64(got)/(1<<20), bound>>20)
	}
	last := c.model.snapshot(time.Hour)
	if n := len(last.Rows); n != processes || last.Rows[n-1].CPUSeries.T[0] > 1 || len(last.Rows[n-1].CPUSeries.T) < MaxPoints/4 {
		t.Fatalf("%d rows, the last with %d points, want %d with a history of the whole hour each", n, len(last.Rows[n-1].CPUSeries.T), processes)
	}
	if got := slices.Max(last.Rows[0].CPUSeries.V); got != 7 {
		t.Errorf("the most of the first process = %.2f cores, want the 7 of one reading", got)
	}
	runtime.KeepAlive(seen)
	runtime.KeepAlive(c)
}

// heap is what is reachable, in bytes.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what the first one only marked as to be finalised
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// lines returns all that is drawn of a snapshot over time.
func lines(s *Snapshot) []Series {
	all := slices.Concat([]Series{s.PoolCPU, s.PoolMem}, s.Cores)
	for _, r := range s.Rows {
		all = append(all, r.CPUSeries, r.RSSSeries)
	}
	return all
}

func TestWhatSnapshotsHoldIsNeverWrittenAgain(t *testing.T) {
	c := newCrowd(3)
	type kept struct {
		lines []Series
		copy  []Series
	}
	var all []kept
	for i := range 6 * MaxPoints {
		at := c.reading(i)
		if i%500 != 499 {
			continue
		}
		k := kept{lines: lines(c.model.snapshot(at))}
		for _, s := range k.lines {
			k.copy = append(k.copy, Series{T: slices.Clone(s.T), V: slices.Clone(s.V)})
		}
		all = append(all, k)
	}
	same := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
	for n, k := range all {
		for i, s := range k.lines {
			if !slices.Equal(s.T, k.copy[i].T) || !slices.EqualFunc(s.V, k.copy[i].V, same) {
				t.Errorf("line %d of snapshot %d changed after it was handed out", i, n)
			}
		}
	}
}

func TestPoolsMemoryOverTimeIsOfOneKind(t *testing.T) {
	for _, tt := range []struct {
		name string
		pss  []int64 // of the second of two workers, reading by reading
		kind string
		want []float64
	}{
		{"never told", []int64{-1, -1, -1}, "RSS", []float64{200, 200, 200}},
		{"told of each", []int64{30, 30, 40}, "PSS", []float64{80, 80, 90}},
		{"told later", []int64{-1, 30, 30}, "PSS", []float64{math.NaN(), 80, 80}},
	} {
		m := started(2, 2)
		for i, pss := range tt.pss {
			m.sample(time.Duration(i+1)*100*time.Millisecond, metrics.Sample{Processes: []metrics.Usage{
				{PID: 101, RSS: 100, PSS: 50}, {PID: 102, RSS: 100, PSS: pss},
			}})
		}
		s := m.snapshot(time.Second)
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if s.PoolKind != tt.kind || !slices.EqualFunc(s.PoolMem.V, tt.want, same) {
			t.Errorf("%s: %v by %q, want %v by %q", tt.name, s.PoolMem.V, s.PoolKind, tt.want, tt.kind)
		}
	}
}

func TestPoolThatNoReadingMetHasNoMemoryOverTime(t *testing.T) {
	m := started(1, 1)
	m.sample(time.Second, metrics.Sample{})
	if s := m.snapshot(time.Second); s.PoolKind != "" || len(s.PoolMem.T) != 0 {
		t.Errorf("memory of nobody = %v by %q, want nothing", s.PoolMem, s.PoolKind)
	}
}

func TestReadingsThatComeMoreSlowlyAreNoGaps(t *testing.T) {
	for _, kind := range []plan.TaskKind{plan.Builtin, plan.Command} {
		p := sleeping(1)
		p.Task.Kind = kind
		m := newModel(p, launcher.Job{Total: 1})
		m.fold(spawned(1, 1))
		l := &loop{model: m, budget: NewBudget(0.01, 100*time.Millisecond), ticker: time.NewTicker(time.Hour)}
		at := time.Duration(0)
		for range 100 {
			at += l.budget.Every()
			m.sample(at, metrics.Sample{Cores: []float64{0.5}, Processes: []metrics.Usage{{PID: 101, CPU: 0.5, RSS: 100, PSS: 50}}})
			l.pace(at, 20*time.Millisecond)
		}
		l.ticker.Stop()
		if l.budget.Every() < time.Second {
			t.Fatalf("readings of 20 ms at a budget of 1 %% come every %s, want 1 s or more", l.budget.Every())
		}
		s := m.snapshot(at)
		all := lines(s)
		for _, track := range s.Tracks {
			all = append(all, track.CPU, track.RSS)
		}
		for i, line := range all {
			if n, seconds := gapsOf(line); n > 0 {
				t.Errorf("%s: line %d has %d gaps of %.1f s, want none", kind, i, n, seconds)
			}
		}
	}
}

func TestALineKeepsAsManyPointsAsWereAskedForAndNeverFewerThanUsual(t *testing.T) {
	for _, c := range []struct{ asked, want int }{{0, MaxPoints}, {1, MaxPoints}, {3 * MaxPoints, 3 * MaxPoints}} {
		m := newModel(sleeping(1), launcher.Job{Total: 1})
		m.setPoints(c.asked)
		line, who, most := m.usage.line(), whoHistory{most: m.usage.most}, 0
		for i := range 10 * MaxPoints {
			line.add(float64(i), float64(i%7))
			who.add(float64(i), i%3)
			most = max(most, len(line.T), len(who.T))
		}
		if most != c.want {
			t.Errorf("asked for %d: %d points at the most, want %d", c.asked, most, c.want)
		}
		recent := c.want / 4
		if got := line.T[len(line.T)-recent]; got != float64(10*MaxPoints-recent) {
			t.Errorf("asked for %d: the newest %d points begin at %v, want all of them as they were read", c.asked, recent, got)
		}
	}
}
