package metrics

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// These tests run real processes on a machine that others use too. What a
// process got is therefore compared with what the kernel says by other means,
// read before and after, and never with what it should have got.

// schedTime sums up what the scheduler says that each thread ran. It is behind
// by a tick for threads that run.
func schedTime(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	var sum time.Duration
	for _, text := range threadFiles(tb, pid, "schedstat") {
		n, err := strconv.ParseInt(strings.Fields(text)[0], 10, 64)
		if err != nil {
			tb.Fatal(err)
		}
		sum += time.Duration(n)
	}
	return sum
}

func threadFiles(tb testing.TB, pid int, name string) []string {
	tb.Helper()
	paths, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/%s", pid, name))
	if err != nil {
		tb.Fatal(err)
	}
	texts := make([]string, len(paths))
	for i, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		texts[i] = string(text)
	}
	return texts
}

// watched is a process under a Sampler, and the truth about it.
type watched struct {
	*Sampler
	*child
}

func watch(c *child) watched { return watched{NewSampler(NewSource()), c} }

func (w watched) usage(t *testing.T) Usage {
	t.Helper()
	return usageOf(t, w.Sample(time.Now(), []Process{w.child.Process}), w.PID)
}

// bracketed is a usage, and what the scheduler said just before and after.
type bracketed struct {
	Usage

	start, end  time.Time
	least, most time.Duration
}

func (w watched) bracket(t *testing.T) bracketed {
	t.Helper()
	var b bracketed
	b.start, b.least = time.Now(), schedTime(t, w.PID)
	b.Usage = w.usage(t)
	b.most, b.end = schedTime(t, w.PID), time.Now()
	return b
}

// compare holds the CPU of the second reading against the scheduler's numbers.
func compare(t *testing.T, first, second bracketed) {
	t.Helper()
	const tick = 0.010 // seconds, that the scheduler's numbers may be behind, a thread
	threads := float64(max(2, second.Threads))
	low := (second.least - first.most).Seconds() - threads*tick
	high := (second.most - first.least).Seconds() + threads*tick
	longest := second.end.Sub(first.start).Seconds()
	shortest := second.start.Sub(first.end).Seconds()
	if second.CPU < low/longest || second.CPU > high/shortest {
		t.Errorf("CPU = %.3f cores, want %.3f to %.3f", second.CPU, low/longest, high/shortest)
	}
}

// after waits for a part of a second to be measured.
func after(d time.Duration) { <-time.After(d) }

func TestBurnerReadsWhatTheSchedulerGaveIt(t *testing.T) {
	for _, c := range []struct {
		part    string
		threads float64
	}{{"burn", 1}, {"burn twice", 2}} {
		t.Run(c.part, func(t *testing.T) {
			w := watch(startPart(t, self(t), c.part))
			first := w.bracket(t)
			if !math.IsNaN(first.CPU) || !math.IsNaN(first.Voluntary) || !math.IsNaN(first.Involuntary) {
				t.Errorf("first reading = %v, %v, %v, want NaN", first.CPU, first.Voluntary, first.Involuntary)
			}
			ran := 0
			for range 3 {
				after(250 * time.Millisecond)
				second := w.bracket(t)
				compare(t, first, second)
				if second.CPU > c.threads+0.05 {
					t.Errorf("CPU = %.3f cores, want at most %v", second.CPU, c.threads)
				}
				if second.State == "running" {
					ran++
				}
				first = second
			}
			// Not each time: Go's scheduler moves a burner from thread to thread.
			if ran == 0 {
				t.Errorf("state = %q each time, want running", first.State)
			}
			w.end()
			total := w.ProcessState.UserTime() + w.ProcessState.SystemTime()
			most := first.CPUTime + time.Duration(c.threads*float64(time.Since(first.start)+20*time.Millisecond))
			if total < first.CPUTime-time.Millisecond || total > most {
				t.Errorf("rusage at exit = %v, want %v to %v", total, first.CPUTime, most)
			}
		})
	}
}

func TestIdleProcessReadsNearZero(t *testing.T) {
	w := watch(startPart(t, self(t), "echo"))
	first := w.bracket(t)
	after(500 * time.Millisecond)
	second := w.bracket(t)
	compare(t, first, second)
	if second.CPU > 0.05 {
		t.Errorf("CPU = %v, want near 0", second.CPU)
	}
	if second.State != "sleeping" {
		t.Errorf("state = %q, want sleeping", second.State)
	}
}

func TestTicksAgreeWithTheClock(t *testing.T) {
	c := startPart(t, self(t), "burn")
	src := NewSource().(*system)
	if _, err := src.Read(c.PID); err != nil {
		t.Fatal(err)
	}
	h := src.handles[c.PID]
	refusals := 0
	h.clock = func() (time.Duration, time.Time, error) {
		refusals++
		return 0, time.Time{}, unix.EPERM // as a seccomp filter answers
	}
	var before time.Duration
	for before < 300*time.Millisecond {
		after(20 * time.Millisecond)
		var err error
		if before, _, err = cpuClock(c.PID); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		got, err := src.Read(c.PID)
		if err != nil {
			t.Fatal(err)
		}
		latest, _, err := cpuClock(c.PID)
		if err != nil {
			t.Fatal(err)
		}
		// Two counts of 10 ms, user and system, both cut off.
		if got.CPU < before-20*time.Millisecond || got.CPU > latest+20*time.Millisecond {
			t.Errorf("ticks = %v, want %v to %v", got.CPU, before, latest)
		}
	}
	if refusals != 1 {
		t.Errorf("the clock was asked %d times, want once", refusals)
	}
}

func TestPinnedProcessIsOnItsCore(t *testing.T) {
	runtime.LockOSThread() // a mask belongs to a thread, and goes on to the children it makes
	defer runtime.UnlockOSThread()
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.SchedSetaffinity(0, &all) }()
	for core := range 1024 {
		if !all.IsSet(core) {
			continue
		}
		var one unix.CPUSet
		one.Set(core)
		if err := unix.SchedSetaffinity(0, &one); err != nil {
			t.Fatal(err)
		}
		c := startPart(t, self(t), "burn")
		if err := unix.SchedSetaffinity(0, &all); err != nil {
			t.Fatal(err)
		}
		w := watch(c)
		w.usage(t)
		after(300 * time.Millisecond)
		sample := w.Sample(time.Now(), []Process{w.child.Process})
		if got := usageOf(t, sample, w.PID).Core; got != core {
			t.Errorf("core = %d, want %d", got, core)
		}
		// The burner never waits, so its core has nothing to be idle for.
		if got := sample.Cores[core]; got < 0.8 || got > 1 {
			t.Errorf("core %d is busy %v, want about 1", core, got)
		}
		w.end()
	}
}

func TestEveryOnlineCoreIsRead(t *testing.T) {
	text, err := os.ReadFile("/sys/devices/system/cpu/online")
	if err != nil {
		t.Skip("this kernel does not list its cores: ", err)
	}
	online := map[int]bool{}
	for part := range strings.SplitSeq(strings.TrimSpace(string(text)), ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, _ := strconv.Atoi(from)
		last, _ := strconv.Atoi(to)
		for i := first; i <= last; i++ {
			online[i] = true
		}
	}
	s := NewSampler(NewSource())
	s.Sample(time.Now(), nil)
	after(100 * time.Millisecond)
	for i, share := range s.Sample(time.Now(), nil).Cores {
		if online[i] != (share >= 0 && share <= 1) {
			t.Errorf("core %d: share = %v, online %t", i, share, online[i])
		}
		delete(online, i)
	}
	if len(online) > 0 {
		t.Errorf("cores %v are online and were not read", online)
	}
}

func TestGuestTimeIsNotCountedTwiceAndWaitingIsIdle(t *testing.T) {
	got := coreTimes(5, guestTimes())
	want := CoreTimes{Core: 3, Busy: 60 * time.Second, Idle: 40 * time.Second}
	if got != want {
		t.Errorf("core = %+v, want %+v", got, want)
	}
}

func TestAllocationShowsInRSS(t *testing.T) {
	w := watch(startPart(t, self(t), "allocate"))
	before := w.usage(t).RSS
	w.ask(t, "more")
	grown := int64(w.usage(t).RSS) - int64(before)
	if grown < 98<<20 || grown > 120<<20 {
		t.Errorf("RSS grew by %d MiB, want about 100", grown>>20)
	}
}

func TestThreadsAreCounted(t *testing.T) {
	w := watch(startPart(t, self(t), "echo"))
	least := len(threadFiles(t, w.PID, "stat"))
	got := w.usage(t).Threads
	most := len(threadFiles(t, w.PID, "stat"))
	if got < least || got > most {
		t.Errorf("threads = %d, want %d to %d", got, least, most)
	}
}

func TestSwitchesOfAllThreadsAreCounted(t *testing.T) {
	c := startPart(t, self(t), "echo")
	count := func() (sum switchCount) {
		for _, text := range threadFiles(t, c.PID, "status") {
			n := parseSwitches([]byte(text))
			sum.voluntary += n.voluntary
			sum.involuntary += n.involuntary
		}
		return sum
	}
	src := NewSource()
	for range 2 { // the third would come from what is kept
		for range 50 {
			c.ask(t, "again")
		}
		least := count()
		got, err := src.Read(c.PID)
		most := count()
		if err != nil {
			t.Fatal(err)
		}
		s := got.Switches
		if s.Voluntary < least.voluntary || s.Voluntary > most.voluntary || s.Involuntary < least.involuntary || s.Involuntary > most.involuntary {
			t.Errorf("switches = %+v, want %+v to %+v", s, least, most)
		}
		if s.Voluntary == 0 {
			t.Error("voluntary switches = 0, want those of 50 answers")
		}
	}
}

func TestEndedProcessIsGone(t *testing.T) {
	c := startPart(t, self(t), "echo")
	kept, fresh := NewSource(), NewSource()
	if _, err := kept.Read(c.PID); err != nil {
		t.Fatal(err)
	}
	c.end()
	for name, src := range map[string]Source{"kept": kept, "fresh": fresh} {
		if _, err := src.Read(c.PID); !errors.Is(err, ErrGone) {
			t.Errorf("%s: error = %v, want ErrGone", name, err)
		}
		if n := len(src.(*system).handles); n != 0 {
			t.Errorf("%s: handles = %d, want 0", name, n)
		}
	}
}

func TestProcessThatEndsBetweenOpenAndReadIsGone(t *testing.T) {
	c := startPart(t, self(t), "echo")
	stat, err := os.Open(fmt.Sprintf("/proc/%d/stat", c.PID))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stat.Close() }()
	c.end()
	_, err = stat.Read(make([]byte, 512))
	if err == nil || !errors.Is(goneOr(err), ErrGone) {
		t.Errorf("error = %v, want one that means ErrGone", err)
	}
}

func TestProcessWithoutItsMainThreadGoesOn(t *testing.T) {
	w := watch(startPart(t, self(t), "burn on"))
	for end := time.Now().Add(10 * time.Second); ; {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", w.PID))
		if err != nil {
			t.Fatal(err)
		}
		if st, err := parseStat(text); err == nil && st.state == 'Z' {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the main thread never ended")
		}
		after(time.Millisecond)
	}
	w.usage(t)
	for end := time.Now().Add(10 * time.Second); ; {
		after(20 * time.Millisecond)
		u := w.usage(t)
		if u.State == "running" && u.CPU > 0 && u.RSS > 1<<20 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("usage = %+v, want it running and its memory", u)
		}
	}
}

// endsBefore ends a child at the moment that its PID is about to be read.
type endsBefore struct {
	Source

	victim *child
	armed  bool
}

func (e *endsBefore) Read(pid int) (Counters, error) {
	if e.armed && pid == e.victim.PID {
		e.victim.end()
	}
	return e.Source.Read(pid)
}

func TestProcessMayEndAmidASample(t *testing.T) {
	a, b, c := startPart(t, self(t), "echo"), startPart(t, self(t), "echo"), startPart(t, self(t), "echo")
	src := &endsBefore{Source: NewSource(), victim: b}
	s := NewSampler(src)
	want := []Process{a.Process, b.Process, c.Process}
	s.Sample(time.Now(), want)
	src.armed = true
	after(5 * time.Millisecond)
	got := s.Sample(time.Now(), want).Processes
	if len(got) != 2 || got[0].PID != a.PID || got[1].PID != c.PID {
		t.Errorf("processes = %+v, want the first and the last", got)
	}
	for _, u := range got {
		if math.IsNaN(u.CPU) || u.RSS == 0 {
			t.Errorf("process %d: CPU %v, RSS %d, want numbers", u.PID, u.CPU, u.RSS)
		}
	}
}

func TestZombieIsReportedAsWhatItIs(t *testing.T) {
	w := watch(startPart(t, self(t), "burn"))
	before := w.usage(t)
	if err := w.Cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// WNOWAIT leaves it unreaped.
	if err := unix.Waitid(unix.P_PID, w.PID, nil, unix.WEXITED|unix.WNOWAIT, nil); err != nil {
		t.Fatal(err)
	}
	after(5 * time.Millisecond)
	u := w.usage(t)
	if u.State != "zombie" || u.RSS != 0 || u.CPUTime < before.CPUTime || math.IsNaN(u.CPU) {
		t.Errorf("zombie = %+v, want its state, no memory, and the CPU time it used", u)
	}
	after(5 * time.Millisecond)
	if u := w.usage(t); u.CPU != 0 {
		t.Errorf("CPU of a zombie = %v, want 0", u.CPU)
	}
	w.end()
	if got := w.Sample(time.Now(), []Process{w.child.Process}).Processes; len(got) != 0 {
		t.Errorf("processes after it was reaped = %+v, want none", got)
	}
}

func TestStoppedProcessUsesNothing(t *testing.T) {
	w := watch(startPart(t, self(t), "burn"))
	if err := w.Cmd.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := unix.Waitid(unix.P_PID, w.PID, nil, unix.WSTOPPED|unix.WNOWAIT, nil); err != nil {
		t.Fatal(err)
	}
	first := w.usage(t)
	after(50 * time.Millisecond)
	u := w.usage(t)
	if u.State != "stopped" || u.CPU != 0 || u.CPUTime != first.CPUTime || u.RSS == 0 {
		t.Errorf("stopped = %+v after %v, want its state, no CPU, and its memory", u, first.CPUTime)
	}
	if err := w.Cmd.Process.Signal(unix.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); u.CPUTime == first.CPUTime; u = w.usage(t) {
		if time.Now().After(end) {
			t.Fatal("it never ran again")
		}
		runtime.Gosched()
	}
}

func TestProgramMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"a) R 1 (b", "line\nbreak", ") ) )", "v:\t1\nvoluntary_ctxt_switches:\t9"} {
		program := filepath.Join(t.TempDir(), name)
		if err := os.Symlink(self(t), program); err != nil {
			t.Fatal(err)
		}
		w := watch(startPart(t, program, "echo"))
		comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", w.PID))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.TrimSuffix(string(comm), "\n"), name[:min(len(name), 15)]; got != want {
			t.Fatalf("the kernel's name = %q, want %q", got, want)
		}
		u := w.usage(t)
		for end := time.Now().Add(10 * time.Second); u.State != "sleeping" && time.Now().Before(end); u = w.usage(t) {
			runtime.Gosched()
		}
		if u.State != "sleeping" || u.Threads < 1 || u.Core < 0 || u.RSS == 0 {
			t.Errorf("%q: %+v, want it asleep with threads, core and memory", name, u)
		}
	}
}

func TestIdentityIsPIDAndStart(t *testing.T) {
	c := startPart(t, self(t), "echo")
	for _, k := range []struct {
		name    string
		started time.Time
		want    int
	}{
		{"as started", c.Started, 1},
		{"without a monotonic reading", c.Started.Round(0), 1},
		{"no start known", time.Time{}, 1},
		{"a process of an hour ago", c.Started.Add(-time.Hour), 0},
		{"a process of three seconds ago", c.Started.Add(-3 * time.Second), 0},
	} {
		s := NewSampler(NewSource())
		if got := len(s.Sample(time.Now(), []Process{{PID: c.PID, Started: k.started}}).Processes); got != k.want {
			t.Errorf("%s: processes = %d, want %d", k.name, got, k.want)
		}
	}
}

func TestCreationIsKnownToATick(t *testing.T) {
	before := time.Now()
	c := startPart(t, self(t), "echo")
	latest := time.Now()
	got, err := NewSource().Read(c.PID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Created.Before(before.Add(-15*time.Millisecond)) || got.Created.After(latest.Add(15*time.Millisecond)) {
		t.Errorf("created = %v, want %v to %v", got.Created, before, latest)
	}
}

func TestAnotherHostsProcIsNotRead(t *testing.T) {
	t.Setenv("HOST_PROC", t.TempDir())
	s := NewSampler(NewSource())
	sample := s.Sample(time.Now(), []Process{{PID: os.Getpid()}})
	if len(sample.Processes) != 1 || sample.Self.RSS == 0 || len(sample.Cores) == 0 {
		t.Errorf("sample = %+v, want this process and the cores", sample)
	}
}

func TestOwnUsageIsOnTheSamePath(t *testing.T) {
	s := NewSampler(NewSource())
	s.Sample(time.Now(), nil)
	start := time.Now()
	spin := func() time.Duration {
		used, _, err := cpuClock(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		return used
	}
	for begin := spin(); spin()-begin < 50*time.Millisecond; {
	}
	u := s.Sample(time.Now(), nil).Self
	// 50 ms at least, over the time that it took.
	if least := 0.045 / time.Since(start).Seconds(); u.CPU < least {
		t.Errorf("own CPU = %v, want at least %v", u.CPU, least)
	}
	if u.PID != os.Getpid() || u.RSS < 1<<20 || u.Threads < 1 || u.State != "running" {
		t.Errorf("self = %+v, want this process, which runs", u)
	}
}

func TestNothingIsLeftOpen(t *testing.T) {
	c := startPart(t, self(t), "burn")
	src := NewSource().(*system)
	s := NewSampler(src)
	open := func() int {
		names, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	s.Sample(time.Now(), []Process{c.Process})
	before := open()
	for range 200 {
		s.Sample(time.Now(), []Process{c.Process})
	}
	if got := open(); got != before {
		t.Errorf("open files = %d, want %d", got, before)
	}
	s.Sample(time.Now(), nil)
	if _, kept := src.handles[c.PID]; kept || len(src.handles) != 1 {
		t.Errorf("handles = %d, want its own only", len(src.handles))
	}
}
