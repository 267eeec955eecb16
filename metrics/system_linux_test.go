package metrics

import (
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

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
	h := src.handles[c.PID].(*handle)
	refusals := 0
	h.clock = func(*handle) (time.Duration, time.Time, error) {
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
	src := NewSource().(*system)
	for range 3 {
		for range 50 {
			c.ask(t, "again")
		}
		if _, err := src.Read(c.PID); err != nil {
			t.Fatal(err)
		}
		least := count()
		got, err := src.Scheduling(c.PID)
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
	if got := open(); got > before {
		t.Errorf("open files = %d, want %d at most", got, before)
	}
	s.Sample(time.Now(), nil)
	if _, kept := src.handles[c.PID]; kept || len(src.handles) != 1 {
		t.Errorf("handles = %d, want its own only", len(src.handles))
	}
}
