package metrics

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestEndedProcessIsGone(t *testing.T) {
	c := startPart(t, self(t), "echo")
	kept, keptPortable := NewSource(), NewPortableSource()
	for _, src := range []Source{kept, keptPortable} {
		if _, err := src.Read(c.PID); err != nil {
			t.Fatal(err)
		}
	}
	c.end()
	for name, src := range map[string]Source{
		"kept": kept, "fresh": NewSource(), "kept portable": keptPortable, "fresh portable": NewPortableSource(),
	} {
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
		if u.State == "running" && u.CPU > 0 && u.RSS > 1<<20 && u.MainEnded && u.PSS > 0 && u.USS > 0 && u.USS <= u.PSS {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("usage = %+v, want it running without its main thread, and its memory", u)
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
	if u.State != "zombie" || u.MainEnded || u.RSS != 0 || u.PSS != 0 || u.USS != 0 || u.PeakRSS < int64(before.RSS) || u.CPUTime < before.CPUTime || math.IsNaN(u.CPU) {
		t.Errorf("zombie = %+v, want its state, no memory but its peak, and the CPU time it used", u)
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
	for _, name := range []string{"a) R 1 (b", "line\nbreak", ") ) )", "\x1b[2J\r\x00"[:5], "\xff\xfe", "nr_voluntary_sw", "\nVmHWM:\t1", "v:\t1\nvoluntary_ctxt_switches:\t9"} {
		program := filepath.Join(t.TempDir(), name)
		if err := os.Symlink(self(t), program); err != nil {
			t.Fatal(err)
		}
		c := startPart(t, program, "echo")
		w, portable := watch(c), watchBy(NewPortableSource(), c)
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
		if p := portable.usage(t); p.State != "sleeping" || p.Threads < 1 || p.RSS == 0 || p.PSS <= 0 {
			t.Errorf("%q, portable: %+v, want it asleep with threads and memory", name, p)
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

func TestWhatOthersChangeInARestingProcessIsSeen(t *testing.T) {
	c := startSleepers(t, 1)[0]
	s := NewSampler(NewSource())
	for end := time.Now().Add(20 * time.Second); ; after(10 * time.Millisecond) {
		// It has begun, and then rested for long enough to be taken at that.
		if u := usageOf(t, s.Sample(time.Now(), []Process{c}), c.PID); u.CPU == 0 && u.State == "sleeping" && u.CPUTime > 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the sleeper never rests")
		}
	}
	if err := unix.Setpriority(unix.PRIO_PROCESS, c.PID, 3); err != nil {
		t.Fatal(err)
	}
	after(restAge + 20*time.Millisecond)
	if u := usageOf(t, s.Sample(time.Now(), []Process{c}), c.PID); u.Nice != 3 || u.State != "sleeping" {
		t.Errorf("nice, state = %d, %q, want 3, sleeping", u.Nice, u.State)
	}
}
