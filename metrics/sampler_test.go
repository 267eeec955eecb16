package metrics

import (
	"errors"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	playPart()
	goleak.VerifyTestMain(m)
}

// fake is a Source of numbers made by hand.
type fake struct {
	processes map[int]Counters
	errs      map[int]error
	cores     []CoreTimes
	coresErr  error
	reads     map[int]int
	forgotten []int
}

func newFake() *fake {
	return &fake{processes: map[int]Counters{}, errs: map[int]error{}, reads: map[int]int{}}
}

func (f *fake) Read(pid int) (Counters, error) {
	f.reads[pid]++
	if err := f.errs[pid]; err != nil {
		return Counters{}, err
	}
	c, ok := f.processes[pid]
	if !ok {
		return Counters{}, ErrGone
	}
	return c, nil
}

func (f *fake) Cores() ([]CoreTimes, error) { return f.cores, f.coresErr }
func (f *fake) Forget(pid int)              { f.forgotten = append(f.forgotten, pid) }

func at(d time.Duration) time.Time { return time.Unix(1_000_000_000, 0).Add(d) }

// usageOf returns the usage of a PID in a sample.
func usageOf(t *testing.T, s Sample, pid int) Usage {
	t.Helper()
	i := slices.IndexFunc(s.Processes, func(u Usage) bool { return u.PID == pid })
	if i < 0 {
		t.Fatalf("process %d is not in the sample", pid)
	}
	return s.Processes[i]
}

func near(got, want float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) < 1e-9
}

func TestCPUIsTheMeanOverTheRealGap(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	want := []Process{{PID: 7, Started: at(0)}}
	steps := []struct {
		at, cpu time.Duration
		want    float64
	}{
		{0, 40 * time.Second, math.NaN()}, // never a lifetime mean
		{100 * time.Millisecond, 40*time.Second + 50*time.Millisecond, 0.5},
		{5100 * time.Millisecond, 42*time.Second + 550*time.Millisecond, 0.5}, // late: no spike
		{5200 * time.Millisecond, 42*time.Second + 550*time.Millisecond, 0},
		{5300 * time.Millisecond, 42*time.Second + 850*time.Millisecond, 3},
	}
	for i, step := range steps {
		f.processes[7] = Counters{Created: at(0), CPU: step.cpu}
		u := usageOf(t, s.Sample(at(step.at), want), 7)
		if !near(u.CPU, step.want) {
			t.Errorf("step %d: CPU = %v, want %v", i, u.CPU, step.want)
		}
		if u.CPUTime != step.cpu {
			t.Errorf("step %d: CPU time = %v, want %v", i, u.CPUTime, step.cpu)
		}
	}
}

func TestTheGapIsBetweenTheReadingsNotTheSamples(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	f.processes[7] = Counters{At: at(0)}
	s.Sample(at(0), []Process{{PID: 7}})
	// The sampler was held up for 60 ms between its tick and the clock.
	f.processes[7] = Counters{At: at(160 * time.Millisecond), CPU: 160 * time.Millisecond}
	u := usageOf(t, s.Sample(at(100*time.Millisecond), []Process{{PID: 7}}), 7)
	if !near(u.CPU, 1) {
		t.Errorf("CPU = %v, want 1", u.CPU)
	}
}

func TestCountersThatGoBackwardsGiveNoNegatives(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	read := func(when, cpu time.Duration, switches uint64) Usage {
		f.processes[7] = Counters{CPU: cpu, Switches: Switches{At: at(when), Voluntary: switches, Involuntary: switches}}
		return usageOf(t, s.Sample(at(when), []Process{{PID: 7}}), 7)
	}
	read(0, time.Second, 1000)
	u := read(time.Second, 900*time.Millisecond, 10)
	if u.CPU != 0 || u.Voluntary != 0 || u.Involuntary != 0 {
		t.Errorf("CPU, switches = %v, %v, %v, want 0, 0, 0", u.CPU, u.Voluntary, u.Involuntary)
	}
	if u.CPUTime != time.Second {
		t.Errorf("CPU time = %v, want 1s as before", u.CPUTime)
	}
	u = read(2*time.Second, 1400*time.Millisecond, 60)
	if !near(u.CPU, 0.5) || !near(u.Voluntary, 50) {
		t.Errorf("after the step back: CPU, switches = %v, %v, want 0.5, 50", u.CPU, u.Voluntary)
	}
}

func TestCPUIsNeverMoreThanTheMachineHas(t *testing.T) {
	f := newFake()
	f.cores = []CoreTimes{{Core: 0}, {Core: 1}}
	s := NewSampler(f)
	f.processes[7] = Counters{}
	s.Sample(at(0), []Process{{PID: 7}})
	f.processes[7] = Counters{CPU: 210 * time.Millisecond}
	if u := usageOf(t, s.Sample(at(100*time.Millisecond), []Process{{PID: 7}}), 7); u.CPU != 2 {
		t.Errorf("CPU on 2 cores = %v, want 2", u.CPU)
	}
	f.processes[7] = Counters{CPU: 310300 * time.Microsecond}
	if u := usageOf(t, s.Sample(at(200*time.Millisecond), []Process{{PID: 7}}), 7); !near(u.CPU, 1.003) {
		t.Errorf("CPU = %v, want 1.003 as it came", u.CPU)
	}
}

func TestTwoSamplesAtOnceAreOneReading(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	want := []Process{{PID: 7}}
	read := func(when, cpu time.Duration) float64 {
		f.processes[7] = Counters{CPU: cpu}
		return usageOf(t, s.Sample(at(when), want), 7).CPU
	}
	read(0, 0)
	read(time.Second, time.Second)
	if got := read(time.Second+time.Microsecond, time.Second+2*time.Microsecond); got != 1 {
		t.Errorf("CPU a microsecond later = %v, want 1 once more", got)
	}
	if got := read(2*time.Second, 1500*time.Millisecond); !near(got, 0.5) {
		t.Errorf("CPU a second later = %v, want 0.5", got)
	}
	if got := read(0, 1500*time.Millisecond); !near(got, 0.5) {
		t.Errorf("CPU when time went back = %v, want 0.5 once more", got)
	}
	if got := read(time.Second, 1700*time.Millisecond); !near(got, 0.2) {
		t.Errorf("CPU a second after that = %v, want 0.2", got)
	}
}

func TestSwitchesAreARateOverTheTimeBetweenTheirCounts(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	steps := []struct {
		counted time.Duration
		n       uint64
		want    float64
	}{
		{100, 5, math.NaN()}, {200, 25, 200}, {200, 25, 200}, {1200, 1025, 1000},
	}
	for i, step := range steps {
		f.processes[7] = Counters{Switches: Switches{At: at(step.counted * time.Millisecond), Voluntary: step.n, Involuntary: 2 * step.n}}
		u := usageOf(t, s.Sample(at(time.Duration(i+1)*100*time.Millisecond), []Process{{PID: 7}}), 7)
		if !near(u.Voluntary, step.want) || !near(u.Involuntary, 2*step.want) {
			t.Errorf("step %d: switches = %v, %v, want %v and twice that", i, u.Voluntary, u.Involuntary, step.want)
		}
	}
}

func TestSwitchesThatAreNotAlwaysCounted(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	var unknown Switches
	steps := []struct {
		s    Switches
		want float64
	}{
		{unknown, math.NaN()},
		{Switches{At: at(1 * time.Second), Voluntary: 1000}, math.NaN()},
		{unknown, math.NaN()},
		{Switches{At: at(3 * time.Second), Voluntary: 1010}, 5},
		{unknown, 5},
	}
	for i, step := range steps {
		f.processes[7] = Counters{Switches: step.s}
		u := usageOf(t, s.Sample(at(time.Duration(i)*time.Second), []Process{{PID: 7}}), 7)
		if !near(u.Voluntary, step.want) {
			t.Errorf("step %d: switches = %v, want %v", i, u.Voluntary, step.want)
		}
	}
}

func TestSwitchesThatNobodyCountsStayNaN(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	for i := range 3 {
		f.processes[7] = Counters{}
		u := usageOf(t, s.Sample(at(time.Duration(i)*time.Second), []Process{{PID: 7}}), 7)
		if !math.IsNaN(u.Voluntary) || !math.IsNaN(u.Involuntary) {
			t.Errorf("sample %d: switches = %v, %v, want NaN", i, u.Voluntary, u.Involuntary)
		}
	}
}

func TestStrangerWithThePIDIsNotReported(t *testing.T) {
	for _, c := range []struct {
		name    string
		created time.Duration // against Started
		want    int
	}{
		{"made at once", 0, 1},
		{"within the tolerance before", -1900 * time.Millisecond, 1},
		{"within the tolerance after", 1900 * time.Millisecond, 1},
		{"an older process", -2100 * time.Millisecond, 0},
		{"a later process", 2100 * time.Millisecond, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake()
			f.processes[7] = Counters{Created: at(c.created)}
			s := NewSampler(f)
			for range 2 {
				if got := len(s.Sample(at(0), []Process{{PID: 7, Started: at(0)}}).Processes); got != c.want {
					t.Errorf("processes = %d, want %d", got, c.want)
				}
			}
			if f.reads[7] != 1+c.want {
				t.Errorf("reads = %d, want %d: a stranger is known after one", f.reads[7], 1+c.want)
			}
		})
	}
}

func TestPIDThatIsUsedAgainIsAnotherProcess(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	for _, old := range []Process{{PID: 7}, {PID: 7, Started: at(0)}} {
		f.processes[7] = Counters{Birth: 1, Created: at(0), CPU: time.Hour}
		s.Sample(at(0), []Process{old})
		// The new one was made within the tolerance; it is still not the old one.
		f.processes[7] = Counters{Birth: 2, Created: at(time.Second), CPU: 0}
		sample := s.Sample(at(time.Second), []Process{old, {PID: 7, Started: at(time.Second)}})
		if slices.Contains(f.forgotten, 7) {
			t.Error("forgotten = 7, want what is kept of the new one")
		}
		if len(sample.Processes) != 1 {
			t.Fatalf("processes = %d, want 1: the new one", len(sample.Processes))
		}
		if u := sample.Processes[0]; !math.IsNaN(u.CPU) || u.CPUTime != 0 {
			t.Errorf("new process: CPU = %v of %v, want NaN of 0s", u.CPU, u.CPUTime)
		}
		if len(s.Sample(at(2*time.Second), []Process{old}).Processes) != 0 {
			t.Error("the old process is back, want it absent for good")
		}
		f.forgotten = nil
	}
}

func TestVanishedProcessIsAbsentAndTheOthersStay(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	want := []Process{{PID: 3}, {PID: 1}, {PID: 2}}
	for _, p := range want {
		f.processes[p.PID] = Counters{}
	}
	s.Sample(at(0), want)
	delete(f.processes, 1)
	got := s.Sample(at(time.Second), want).Processes
	if len(got) != 2 || got[0].PID != 3 || got[1].PID != 2 {
		t.Errorf("processes = %v, want 3 and 2 in this order", got)
	}
	if !slices.Contains(f.forgotten, 1) {
		t.Errorf("forgotten = %v, want 1 among them", f.forgotten)
	}
	s.Sample(at(2*time.Second), want)
	if f.reads[1] != 2 {
		t.Errorf("reads of the vanished process = %d, want 2", f.reads[1])
	}
}

func TestReadingThatFailsOnceComesBack(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	want := []Process{{PID: 7}}
	f.processes[7] = Counters{}
	s.Sample(at(0), want)
	f.errs[7] = errors.New("too many open files")
	if got := s.Sample(at(time.Second), want).Processes; len(got) != 0 {
		t.Errorf("processes = %v, want none", got)
	}
	delete(f.errs, 7)
	f.processes[7] = Counters{CPU: time.Second}
	if u := usageOf(t, s.Sample(at(2*time.Second), want), 7); !near(u.CPU, 0.5) {
		t.Errorf("CPU over the gap = %v, want 0.5", u.CPU)
	}
}

func TestUnwantedProcessIsForgotten(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	f.processes[7], f.processes[8] = Counters{}, Counters{CPU: time.Hour}
	s.Sample(at(0), []Process{{PID: 7}, {PID: 8}})
	s.Sample(at(time.Second), []Process{{PID: 7}})
	if !slices.Contains(f.forgotten, 8) || slices.Contains(f.forgotten, 7) {
		t.Errorf("forgotten = %v, want 8 and not 7", f.forgotten)
	}
	if got := len(s.readings); got != 2 {
		t.Errorf("readings kept = %d, want 2: process 7 and its own", got)
	}
	if u := usageOf(t, s.Sample(at(2*time.Second), []Process{{PID: 8}}), 8); !math.IsNaN(u.CPU) {
		t.Errorf("CPU of one that is wanted again = %v, want NaN", u.CPU)
	}
	s.Sample(at(3*time.Second), nil)
	if got := len(s.readings); got != 1 {
		t.Errorf("readings kept = %d, want 1: its own", got)
	}
}

func TestProcessAskedForTwiceIsReadOnce(t *testing.T) {
	f := newFake()
	s := NewSampler(f)
	self := os.Getpid()
	f.processes[self] = Counters{RSS: 42}
	sample := s.Sample(at(0), []Process{{PID: self}, {PID: self}})
	if f.reads[self] != 1 || len(sample.Processes) != 2 || sample.Self.RSS != 42 {
		t.Errorf("reads, processes, own RSS = %d, %d, %d, want 1, 2, 42", f.reads[self], len(sample.Processes), sample.Self.RSS)
	}
}

func TestOwnUsageThatCannotBeReadIsUnknown(t *testing.T) {
	u := NewSampler(newFake()).Sample(at(0), nil).Self
	if u.PID != os.Getpid() || !math.IsNaN(u.CPU) || u.Core != -1 || u.State != "unknown" {
		t.Errorf("self = %+v, want own PID and nothing known", u)
	}
}

func TestCoresAreBusyBySharesOfWhatWasCounted(t *testing.T) {
	sec := time.Second
	steps := []struct {
		name  string
		times []CoreTimes
		want  []float64
	}{
		{"first", []CoreTimes{{0, 100 * sec, 900 * sec}, {1, 0, 0}}, []float64{math.NaN(), math.NaN()}},
		{"a quarter and all", []CoreTimes{{0, 101 * sec, 903 * sec}, {1, 2 * sec, 0}}, []float64{0.25, 1}},
		{"nothing counted", []CoreTimes{{0, 101 * sec, 903 * sec}, {1, 2 * sec, 0}}, []float64{0.25, 1}},
		{"backwards", []CoreTimes{{0, 99 * sec, 904 * sec}, {1, 3 * sec, -sec / 2}}, []float64{0, 1}},
		{"core 0 goes offline", []CoreTimes{{1, 4 * sec, 5 * sec / 2}}, []float64{math.NaN(), 0.25}},
		{"and comes back", []CoreTimes{{0, 0, 0}, {1, 5 * sec, 5 * sec / 2}}, []float64{math.NaN(), 1}},
	}
	f := newFake()
	s := NewSampler(f)
	for i, step := range steps {
		f.cores = step.times
		got := s.Sample(at(time.Duration(i)*sec), nil).Cores
		if !slices.EqualFunc(got, step.want, near) {
			t.Errorf("%s: cores = %v, want %v", step.name, got, step.want)
		}
	}
	f.coresErr = errors.New("no /proc")
	if got := s.Sample(at(time.Minute), nil).Cores; got != nil {
		t.Errorf("cores that cannot be read = %v, want none", got)
	}
}

func TestSampleIsAValueThatStays(t *testing.T) {
	f := newFake()
	f.processes[7] = Counters{RSS: 1}
	f.cores = []CoreTimes{{0, 1, 1}}
	s := NewSampler(f)
	s.Sample(at(0), []Process{{PID: 7}})
	f.cores = []CoreTimes{{0, 2, 2}}
	first := s.Sample(at(time.Second), []Process{{PID: 7}})
	f.processes[7] = Counters{RSS: 2}
	f.cores = []CoreTimes{{0, 3, 2}}
	s.Sample(at(2*time.Second), []Process{{PID: 7}})
	if first.Processes[0].RSS != 1 || first.Cores[0] != 0.5 {
		t.Errorf("first sample became %+v", first)
	}
}
