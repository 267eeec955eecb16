package metrics

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// countedWithChildren returns the CPU time that the kernel has counted for a process and for the
// children that it waited for, to a tick (fields 14 to 17 of proc_pid_stat(5)).
func countedWithChildren(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		tb.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // its name is a shell's
	sum := uint64(0)
	for _, field := range strings.Fields(rest)[14-3 : 17-3+1] {
		n, err := strconv.ParseUint(field, 10, 64)
		if err != nil {
			tb.Fatal(err)
		}
		sum += n
	}
	return ticks(sum)
}

// onlooker reads the family of one process again and again.
type onlooker struct {
	*Families

	head Process
}

func readFamily(tb testing.TB, f *family) onlooker {
	tb.Helper()
	r := onlooker{NewFamilies(NewSource()), Process{PID: f.pid()}}
	tb.Cleanup(r.Close)
	return r
}

func (r onlooker) usage(t *testing.T) Usage {
	t.Helper()
	got := r.Sample(time.Now(), []Process{r.head}).Processes
	if len(got) != 1 || got[0].PID != r.head.PID {
		t.Fatalf("read %+v, want the family of %d", got, r.head.PID)
	}
	return got[0]
}

func TestShellShowsWhatItsBurnerUses(t *testing.T) {
	f, _ := shell(t, `while :; do :; done & echo $!; read end; kill $!`)
	burner := f.number()
	r := readFamily(t, f)
	if u := r.usage(t); !math.IsNaN(u.CPU) || u.Processes != 2 {
		t.Errorf("first reading: CPU %v of %d processes, want none of 2", u.CPU, u.Processes)
	}
	for range 5 {
		before, began := schedTime(t, burner), time.Now()
		r.usage(t)
		after(200 * time.Millisecond)
		u := r.usage(t)
		least := (schedTime(t, burner) - before).Seconds() / time.Since(began).Seconds()
		if u.CPU < 0.8*least || u.CPU > 1.05 || u.State != "running" && least > 0.9 {
			t.Errorf("CPU = %v, %s, want about %v", u.CPU, u.State, least)
		}
	}
	f.say("end")
}

func TestShortChildrenAreAllCounted(t *testing.T) {
	const one = `i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done`
	f, _ := shell(t, `n=0; while [ $n -lt 20 ]; do sh -c '`+one+`'; n=$((n+1)); done; echo over; read end`)
	r := readFamily(t, f)
	over := make(chan string)
	go func() { over <- f.line() }()
	used := r.usage(t).CPUTime
	began := time.Now()
	for going := true; going; {
		select {
		case <-over:
			going = false
		case <-time.After(20 * time.Millisecond):
		}
		u := r.usage(t)
		if u.CPUTime < used || u.CPU < 0 || math.IsInf(u.CPU, 0) {
			t.Fatalf("CPU time %v after %v, CPU %v: want no less, and a number", u.CPUTime, used, u.CPU)
		}
		used = u.CPUTime
	}
	t.Logf("took %v", time.Since(began))
	got, want := r.usage(t).CPUTime, countedWithChildren(t, f.pid())
	if off := (got - want).Abs(); off > want/50+30*time.Millisecond {
		t.Errorf("CPU time = %v, want the kernel's %v", got, want)
	}
	f.say("end")
}

func TestFiftyShortChildrenCountToTwoPercent(t *testing.T) {
	t.Parallel()
	// Two lines of 25, each of which burns until it has used 0.05 s.
	const line = `n=0; while [ $n -lt 25 ]; do sh -c 'until set -- $(cut -d" " -f14,15 /proc/$$/stat) && [ $(($1+$2)) -ge 5 ]; do i=0; while [ $i -lt 15000 ]; do i=$((i+1)); done; done'; n=$((n+1)); done`
	f, _ := shell(t, `read go; (`+line+`) & (`+line+`) & wait; echo over; read end`)
	r := readFamily(t, f)
	r.usage(t)
	over := make(chan string)
	go func() { over <- f.line() }()
	f.say("go")
	for going := true; going; {
		select {
		case <-over:
			going = false
		case <-time.After(100 * time.Millisecond):
		}
		r.usage(t)
	}
	got, want := r.usage(t).CPUTime, countedWithChildren(t, f.pid())
	if want < 2500*time.Millisecond || (got-want).Abs() > want/50 {
		t.Errorf("CPU time = %v, want the kernel's %v, which is of 50 times 0.05 s", got, want)
	}
	f.say("end")
}

func TestMeanOfChildrenThatComeAndGoIsTheKernels(t *testing.T) {
	for _, loops := range []int{5000, 60_000} { // too short for a reading, and long enough for some
		f, _ := shell(t, fmt.Sprintf(`read go; while :; do sh -c 'i=0; while [ $i -lt %d ]; do i=$((i+1)); done'; done`, loops))
		r := readFamily(t, f)
		f.say("go")
		r.usage(t)
		before, began := familyTime(t, f.pid()), time.Now()
		sum, last := 0.0, began
		for range 20 {
			after(50 * time.Millisecond)
			u := r.usage(t)
			now := time.Now()
			sum += u.CPU * now.Sub(last).Seconds()
			last = now
		}
		want := (familyTime(t, f.pid()) - before).Seconds()
		if math.Abs(sum-want) > 0.1*want+0.05 {
			t.Errorf("%d loops: CPU over %v = %.3f s, want the kernel's %.3f s", loops, time.Since(began), sum, want)
		}
	}
}

// familyTime adds the children that run to countedWithChildren.
func familyTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	for {
		before := countedWithChildren(t, pid)
		running := time.Duration(0)
		children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		for child := range strings.FieldsSeq(string(children)) {
			if text, err := os.ReadFile("/proc/" + child + "/schedstat"); err == nil {
				n, _ := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
				running += time.Duration(n)
			}
		}
		if countedWithChildren(t, pid) == before {
			return before + running
		}
	}
}

func TestDaemonOfAFamilyIsStillItsOwn(t *testing.T) {
	f, _ := shell(t, `(setsid sh -c 'echo $$; exec sleep 60' & read go < /dev/stdin); echo left; read end`)
	daemon := f.number()
	t.Cleanup(func() { _ = unix.Kill(-daemon, unix.SIGKILL) })
	r := readFamily(t, f)
	if n := r.usage(t).Processes; n < 3 {
		t.Errorf("processes = %d, want 3: the shell, its child and the daemon", n)
	}
	f.say("go")
	f.line()
	if n := r.usage(t).Processes; n != 2 {
		t.Errorf("processes = %d once the daemon is an orphan, want 2", n)
	}
}

func TestMemoryThatAFamilySharesCountsOnce(t *testing.T) {
	c := startPart(t, self(t), "share")
	c.ask(t, "fork")
	f := NewFamilies(NewSource())
	defer f.Close()
	for end := time.Now().Add(20 * time.Second); ; after(50 * time.Millisecond) {
		u := f.Sample(time.Now(), []Process{c.Process}).Processes[0]
		if u.PSS >= 0 && u.Processes == 4 {
			if u.PSS < 100<<20 || u.PSS > 125<<20 || u.RSS < 400<<20 {
				t.Errorf("PSS = %d MiB, RSS = %d MiB, want about 100 and at least 400", u.PSS>>20, u.RSS>>20)
			}
			return
		}
		if time.Now().After(end) {
			t.Fatalf("PSS = %d of %d processes", u.PSS, u.Processes)
		}
	}
}

func TestFamiliesKeepNothingOfWhoIsNotWanted(t *testing.T) {
	a, _ := shell(t, "read end")
	b, _ := shell(t, "sleep 60 & read end")
	f := NewFamilies(NewSource())
	defer f.Close()
	both := []Process{{PID: a.pid()}, {PID: b.pid()}}
	for end := time.Now().Add(10 * time.Second); len(f.all) != 3; after(time.Millisecond) {
		if got := f.Sample(time.Now(), both).Processes; len(got) != 2 || time.Now().After(end) {
			t.Fatalf("read %d families of %d processes, want 2 of 3", len(got), len(f.all))
		}
	}
	f.Sample(time.Now(), both[:1])
	if len(f.heads) != 1 || len(f.of) != 1 || len(f.all) != 1 {
		t.Errorf("kept %d heads and %d members, read %d, want 1 of each", len(f.heads), len(f.of), len(f.all))
	}
}

func TestStrangersAreNotRead(t *testing.T) {
	f, _ := shell(t, "read end")
	r := readFamily(t, f)
	r.head.Started = time.Now().Add(-time.Hour)
	if got := r.Sample(time.Now(), []Process{r.head}).Processes; len(got) != 0 {
		t.Errorf("read %+v, want nothing of a process that started later", got)
	}
}
