package metrics

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// startSleepers starts small processes that do nothing.
func startSleepers(tb testing.TB, n int) []Process {
	tb.Helper()
	path, err := exec.LookPath("sleep")
	if err != nil {
		tb.Skip("no sleep: ", err)
	}
	runtime.LockOSThread() // they end with the thread that started them
	all := make([]Process, n)
	for i := range all {
		cmd := exec.Command(path, "600")
		cmd.SysProcAttr = &unix.SysProcAttr{Pdeathsig: unix.SIGKILL}
		all[i].Started = time.Now()
		if err := cmd.Start(); err != nil {
			tb.Fatal(err)
		}
		all[i].PID = cmd.Process.Pid
		tb.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	}
	tb.Cleanup(runtime.UnlockOSThread)
	return all
}

func TestNothingIsAllocatedForAProcessOnceWarm(t *testing.T) {
	all := startSleepers(t, 100)
	allocations := func(want []Process) float64 {
		s, now := NewSampler(NewSource()), time.Now()
		for range 100 { // ten seconds
			now = now.Add(100 * time.Millisecond)
			s.Sample(now, want)
		}
		return testing.AllocsPerRun(100, func() {
			now = now.Add(100 * time.Millisecond)
			if got := len(s.Sample(now, want).Processes); got != len(want) {
				t.Errorf("processes = %d, want %d", got, len(want))
			}
		})
	}
	if none, hundred := allocations(nil), allocations(all); hundred-none >= 10 {
		t.Errorf("allocations a sample = %v for 100 processes, want %v as for none, or hardly more", hundred, none)
	}
}

func TestBothSourcesAgreeOnAProcess(t *testing.T) {
	c := startPart(t, self(t), "echo")
	if err := unix.Setpriority(unix.PRIO_PROCESS, c.PID, 7); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(fmt.Sprintf("/proc/%d/fd", c.PID))
	if err != nil {
		t.Fatal(err)
	}
	names, err := file.Readdirnames(-1)
	_ = file.Close()
	if err != nil {
		t.Fatal(err)
	}
	read := func(src Source) Usage {
		w := watchBy(src, c)
		w.usage(t)
		after(2 * time.Millisecond)
		return w.usage(t)
	}
	for range 5 {
		c.ask(t, "again") // what it says is counted
	}
	fast, portable := read(NewSource()), read(NewPortableSource())
	for _, u := range []Usage{fast, portable} {
		if u.Nice != 7 || u.Descriptors != len(names) || u.State != "sleeping" || u.MainEnded {
			t.Errorf("usage = %+v, want nice 7, %d descriptors, asleep", u, len(names))
		}
	}
	near := func(what string, a, b, most int64) {
		if a < 0 || b < 0 || max(a-b, b-a) > most {
			t.Errorf("%s = %d and %d, want the same within %d", what, a, b, most)
		}
	}
	near("RSS", int64(fast.RSS), int64(portable.RSS), 1<<20)
	near("PSS", fast.PSS, portable.PSS, 1<<20)
	near("USS", fast.USS, portable.USS, 1<<20)
	near("CPU time", int64(fast.CPUTime), int64(portable.CPUTime), int64(30*time.Millisecond))
	near("threads", int64(fast.Threads), int64(portable.Threads), 2)
	near("bytes read of storage", fast.StorageRead, portable.StorageRead, 1<<20)
	near("bytes written to storage", fast.StorageWritten, portable.StorageWritten, 0)
	if fast.WriteBytes < int64(len("ready\n")+5*len("again\n")) || fast.ReadBytes < int64(5*len("again\n")) {
		t.Errorf("bytes = %d read, %d written, want what it heard and said at least", fast.ReadBytes, fast.WriteBytes)
	}
	if fast.PeakRSS < int64(fast.RSS) || fast.PeakRSS > 4*int64(fast.RSS) {
		t.Errorf("peak = %d, want the RSS, %d, or a little more", fast.PeakRSS, fast.RSS)
	}
	if !math.IsNaN(portable.Migrations) || portable.PeakRSS != Unknown || portable.Core != Unknown || portable.Affinity.Cores != Unknown || portable.ReadBytes != Unknown {
		t.Errorf("portable = %+v, want unknown what gopsutil does not say", portable)
	}
}

func TestPeakStaysWhenMemoryIsGivenBack(t *testing.T) {
	c := startPart(t, self(t), "allocate and free")
	w := watch(c)
	before := w.usage(t)
	c.ask(t, "more")
	s := NewSampler(NewSource()) // reads it for the first time, afterwards
	u := usageOf(t, s.Sample(time.Now(), []Process{c.Process}), c.PID)
	if grown := u.PeakRSS - int64(before.RSS); grown < 98<<20 || int64(u.RSS)-int64(before.RSS) > 20<<20 {
		t.Errorf("peak, RSS = %d, %d MiB, want 100 more than %d, and none more", u.PeakRSS>>20, u.RSS>>20, before.RSS>>20)
	}
}

func TestAffinityIsWhatWasSet(t *testing.T) {
	c := startPart(t, self(t), "echo")
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(c.PID, &all); err != nil {
		t.Fatal(err)
	}
	if got := watch(c).usage(t).Affinity.Cores; got != all.Count() {
		t.Errorf("cores = %d, want %d", got, all.Count())
	}
	last := 0
	for core := range 1024 {
		if all.IsSet(core) {
			last = core
		}
	}
	var one unix.CPUSet
	one.Set(last)
	if err := unix.SchedSetaffinity(c.PID, &one); err != nil {
		t.Fatal(err)
	}
	want := Affinity{Cores: 1, List: strconv.Itoa(last)}
	if got := watch(c).usage(t).Affinity; got != want {
		t.Errorf("affinity = %v, want %v", got, want)
	}
}

func TestAffinityIsCountedFromItsList(t *testing.T) {
	for list, want := range map[string]int{
		"0": 1, "0-3": 4, "0-3,8": 5, "1,3,5": 3, "0-1,4-5,1023": 5,
		"": Unknown, "a": Unknown, "3-1": Unknown, "1,": Unknown, "1-": Unknown, "1;2": Unknown,
	} {
		got := parseAffinity(list)
		if got.Cores != want || want > 0 && got.List != list {
			t.Errorf("%q = %v, want %d cores", list, got, want)
		}
	}
}

func TestMigrationsAreThoseOfTheKernel(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	c := startPart(t, self(t), "burn until")
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(c.PID, &all); err != nil {
		t.Fatal(err)
	}
	if all.Count() < 2 {
		t.Skip("one core")
	}
	src := NewSource().(*system)
	if _, err := src.Read(c.PID); err != nil {
		t.Fatal(err)
	}
	count := func() int64 {
		s, err := src.Scheduling(c.PID)
		if err != nil {
			t.Fatal(err)
		}
		if s.Migrations < 0 {
			t.Skip("this kernel does not count migrations")
		}
		return s.Migrations
	}
	first := count()
	moved, moves := 0, migrationsOf(t, c.PID)
	for range 20 {
		for core := range 1024 {
			if !all.IsSet(core) || moved >= 20 {
				continue
			}
			var one unix.CPUSet
			one.Set(core)
			for _, text := range threadFiles(t, c.PID, "stat") {
				tid, _ := leadingNumber([]byte(text))
				_ = unix.SchedSetaffinity(int(tid), &one) // it may have ended
			}
			moved++
		}
	}
	c.ask(t, "stop")
	least := migrationsOf(t, c.PID)
	got := count()
	if most := migrationsOf(t, c.PID); got < least || got > most || got-first < 10 {
		t.Errorf("migrations = %d, want %d to %d, which were %d before it was moved %d times", got, least, most, moves, moved)
	}
}

// migrationsOf sums up the counts of all threads as the test understands them.
func migrationsOf(t *testing.T, pid int) (sum int64) {
	t.Helper()
	for _, text := range threadFiles(t, pid, "sched") {
		for line := range strings.Lines(text) {
			if words := strings.Fields(line); len(words) == 3 && words[0] == "se.nr_migrations" {
				n, err := strconv.ParseInt(words[2], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				sum += n
			}
		}
	}
	return sum
}

func TestMigrationsWithoutTheKernelsCountAreChangesOfCore(t *testing.T) {
	f := newFake()
	s := NewSampler(&slowFake{fake: f, scheduling: Scheduling{Migrations: Unknown}})
	var u Usage
	for i := range 41 {
		f.processes[7] = Counters{Core: i / 2 % 2}
		u = usageOf(t, s.Sample(at(time.Duration(i)*100*time.Millisecond), []Process{{PID: 7}}), 7)
	}
	if math.Abs(u.Migrations-5) > 0.01 {
		t.Errorf("migrations a second = %v, want 5", u.Migrations)
	}
}

func TestThreadsAreListedOnDemand(t *testing.T) {
	withEither(t, func(t *testing.T, kind sourceKind) {
		t.Helper()
		c := startPart(t, self(t), "burn twice")
		other := startPart(t, self(t), "echo")
		s := NewSampler(kind.open())
		want := []Process{c.Process, other.Process}
		if got := s.Sample(time.Now(), want).Threads; len(got) != 0 {
			t.Errorf("threads = %d, want none that nobody asked for", len(got))
		}
		s.SetDetail(c.Process, Process{PID: 1}) // the second is not wanted in the sample
		first := s.Sample(time.Now(), want)
		ran, begin := schedTime(t, c.PID), time.Now()
		after(500 * time.Millisecond)
		second := s.Sample(time.Now(), want)
		all := (schedTime(t, c.PID) - ran).Seconds() / time.Since(begin).Seconds()
		var sum float64
		for i, thread := range second.Threads {
			checkThread(t, kind, c.PID, thread)
			if i > 0 && second.Threads[i-1].TID >= thread.TID {
				t.Error("threads are not in the order of their TID")
			}
			sum = plusKnown(sum, thread.CPU)
		}
		tolerance := 0.05 + 5*kind.ticks.Seconds()/0.5
		if len(first.Threads) < 3 || math.Abs(sum-all) > tolerance {
			t.Errorf("%d threads used %.3f cores, want %.3f", len(second.Threads), sum, all)
		}
		s.SetDetail()
		if got := s.Sample(time.Now(), want).Threads; len(got) != 0 {
			t.Errorf("threads = %d, want none any more", len(got))
		}
	})
}

func plusKnown(sum, n float64) float64 {
	if math.IsNaN(n) {
		return sum
	}
	return sum + n
}

func checkThread(t *testing.T, kind sourceKind, pid int, got Thread) {
	t.Helper()
	if got.PID != pid || got.CPU < 0 || got.CPU > 1 {
		t.Errorf("thread = %+v, want one of %d with 0 to 1 core", got, pid)
	}
	if kind.portable {
		if got.Core != Unknown || got.State != "unknown" || got.Name != "" {
			t.Errorf("thread = %+v, want unknown what gopsutil does not say", got)
		}
		return
	}
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/comm", pid, got.TID))
	if err != nil || got.Name != strings.TrimSuffix(string(comm), "\n") || got.Core < 0 || got.State == "unknown" {
		t.Errorf("thread = %+v, want the name %q, a core and a state", got, comm)
	}
}

func TestDescriptorsAreBounded(t *testing.T) {
	all := startSleepers(t, 6)
	keep := &keeper{most: 5}
	s := NewSampler(newSystem(func(pid int) reader { return newHandle(pid, keep) }))
	for range 3 {
		got := s.Sample(time.Now(), all).Processes
		if len(got) != len(all) || slices.ContainsFunc(got, func(u Usage) bool { return u.RSS == 0 || u.PSS <= 0 }) {
			t.Errorf("processes = %d, want %d with their memory", len(got), len(all))
		}
		after(2 * time.Millisecond)
	}
	if got := countKept(t, all); got != 5 || keep.kept != 5 {
		t.Errorf("descriptors kept = %d, counted %d, want 5", got, keep.kept)
	}
	s.Sample(time.Now(), nil)
	if got := countKept(t, all); got != 0 || keep.kept > 2 {
		t.Errorf("descriptors kept = %d, counted %d, want none but its own", got, keep.kept)
	}
}

func countOpen(t *testing.T) int {
	t.Helper()
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

// countKept counts the descriptors of the processes' files, and no others: what
// earlier tests left is closed at any time.
func countKept(t *testing.T, all []Process) (n int) {
	t.Helper()
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		target, _ := os.Readlink("/proc/self/fd/" + name.Name()) // it may be closed meanwhile
		if slices.ContainsFunc(all, func(p Process) bool { return strings.HasPrefix(target, fmt.Sprintf("/proc/%d/", p.PID)) }) {
			n++
		}
	}
	return n
}

func TestDescriptorsAreGivenBackWhenThereAreNoMore(t *testing.T) {
	all := startSleepers(t, 6)
	keep := &keeper{most: 1000}
	s := NewSampler(newSystem(func(pid int) reader { return newHandle(pid, keep) }))
	s.Sample(time.Now(), all[:3])
	kept := keep.kept
	restore := leaveDescriptors(t, 2)
	got := s.Sample(time.Now(), all).Processes
	again := s.Sample(time.Now(), all).Processes
	restore()
	if len(got) != len(all) || len(again) != len(all) {
		t.Errorf("processes = %d and %d, want %d", len(got), len(again), len(all))
	}
	if keep.most >= 1000 || keep.kept > keep.most {
		t.Errorf("descriptors kept = %d of %d, before %d, want fewer allowed", keep.kept, keep.most, kept)
	}
}

// leaveDescriptors uses up all but a few of the descriptors that the process may
// open.
func leaveDescriptors(t *testing.T, few int) (restore func()) {
	t.Helper()
	// What earlier tests left is closed first, lest it makes room later.
	open := -1
	for now := countOpen(t); now != open; now = countOpen(t) {
		open = now
		runtime.GC()
		after(20 * time.Millisecond)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: uint64(open + 60), Max: limit.Max}); err != nil {
		t.Fatal(err)
	}
	var used []int
	for {
		fd, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			break
		}
		used = append(used, fd)
	}
	for _, fd := range used[:few] {
		_ = unix.Close(fd)
	}
	return func() {
		for _, fd := range used[few:] {
			_ = unix.Close(fd)
		}
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDescriptorsEndWithTheSampler(t *testing.T) {
	all := startSleepers(t, 3)
	func() {
		s := NewSampler(NewSource())
		s.Sample(time.Now(), all)
		if got := countKept(t, all); got != 6 {
			t.Errorf("descriptors kept = %d, want two for each process", got)
		}
		s.Close()
		if got := countKept(t, all); got > 0 {
			t.Errorf("descriptors open after Close = %d, want none", got)
		}
		if got := s.Sample(time.Now(), all).Processes; len(got) != 3 || !math.IsNaN(got[0].CPU) {
			t.Errorf("processes after Close = %d, want 3 that begin again", len(got))
		}
	}()
	for end := time.Now().Add(10 * time.Second); countKept(t, all) > 0; runtime.GC() {
		if time.Now().After(end) {
			t.Fatalf("descriptors of a sampler that nobody has = %d, want none", countKept(t, all))
		}
	}
}
