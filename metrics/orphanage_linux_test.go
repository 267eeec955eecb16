package metrics

import (
	"math"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// subreaper has orphans come to this process for a test, and ends and reaps those of a
// family.
func subreaper(t *testing.T) {
	t.Helper()
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Skipf("this system tells of no orphans: %v", err)
	}
	t.Cleanup(func() { _ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) })
}

// endOrphan kills an orphan and reaps it.
func endOrphan(t *testing.T, pid int) {
	t.Helper()
	t.Cleanup(func() {
		_ = unix.Kill(pid, unix.SIGKILL)
		_, _ = unix.Wait4(pid, nil, 0, nil)
	})
}

// adopting returns Families that orphans join, and a reader of the family of f.
func adopting(t *testing.T, f *family) onlooker {
	t.Helper()
	r := readFamily(t, f)
	r.Adopt(func(int) bool { return false })
	return r
}

func TestDaemonThatWasNeverSeenWithItsParentJoinsTheFamilyOfItsGroup(t *testing.T) {
	subreaper(t)
	f, _ := shell(t, `read go; for i in 1 2 3; do (sh -c 'echo $$; while :; do :; done' &); done; read end`)
	r := adopting(t, f)
	f.say("go")
	for range 3 {
		endOrphan(t, f.number())
	}
	r.usage(t)
	after(300 * time.Millisecond)
	u := r.usage(t)
	if u.Processes != 4 || u.CPU < 0.03 {
		t.Errorf("CPU %.2f of %d processes, want that of 3 burners and the shell", u.CPU, u.Processes)
	}
}

func TestOrphanOfUnknownDescentIsAStray(t *testing.T) {
	subreaper(t)
	f, _ := shell(t, `read go; (setsid sh -c 'echo $$; while :; do :; done' &); read end`)
	r := adopting(t, f)
	if s := r.Sample(time.Now(), []Process{r.head}); s.Strays.Processes != 0 || !math.IsNaN(s.Strays.CPU) {
		t.Errorf("strays %d before there are any, CPU %v", s.Strays.Processes, s.Strays.CPU)
	}
	f.say("go")
	endOrphan(t, f.number())
	r.usage(t)
	after(300 * time.Millisecond)
	s := r.Sample(time.Now(), []Process{r.head})
	if u := s.Strays; u.Processes != 1 || u.CPU < 0.03 || s.Processes[0].Processes != 1 {
		t.Errorf("strays: CPU %.2f of %d processes, beside a family of %d, want a burner beside the shell", u.CPU, u.Processes, s.Processes[0].Processes)
	}
}

func TestTimeOfAChildThatNobodyWaitsForIsKept(t *testing.T) {
	const parent = `$SIG{CHLD} = "IGNORE"; $| = 1; print "ready\n"; <STDIN>;
if (!fork) { print "$$\n"; $i++ while $i < 8e6; exit }
1 while wait > 0; print "over\n"; <STDIN>`
	if _, err := exec.LookPath("perl"); err != nil {
		t.Skip("a shell does not ignore SIGCHLD, and there is no perl")
	}
	f, _ := startFamily(t, "perl", "-e", parent)
	f.line()
	r := readFamily(t, f)
	r.usage(t)
	f.say("go")
	child := f.number()
	over := make(chan string)
	go func() { over <- f.line() }()
	used, most := time.Duration(0), time.Duration(0)
	for going := true; going; {
		select {
		case <-over:
			going = false
		case <-time.After(20 * time.Millisecond):
		}
		if n, _, err := cpuClock(child); err == nil {
			used = n
		}
		most = max(most, r.usage(t).CPUTime)
	}
	for range 3 {
		after(20 * time.Millisecond)
		most = r.usage(t).CPUTime
	}
	if got := countedWithChildren(t, f.pid()); got > used/2 {
		t.Fatalf("the kernel counts %v for the parent, want little: it ignores its child's end", got)
	}
	if h := r.heads[r.head.identity()]; h.lost < used*8/10 || most < used*8/10 || used < 50*time.Millisecond {
		t.Errorf("CPU time = %v, of it lost to the kernel %v, want the child's %v", most, h.lost, used)
	}
	f.say("end")
}

// read gives a household a reading of its first process 100 ms after the one before.
func (h *household) read(now time.Time, waited time.Duration) Usage {
	head := Unread(h.head.PID)
	head.CPU = 0
	h.now = []Member{{Process: h.head, Waited: waited}}
	return h.sum(head, map[int]*Usage{h.head.PID: &head}, stretch{now.Add(-100 * time.Millisecond), now, 2})
}

func TestTimeThatWasUsedLongBeforeIsInNoRate(t *testing.T) {
	h, now := newHousehold(Process{PID: 1}), time.Now()
	h.read(now, 0)
	if u := h.read(now, 150*time.Millisecond); math.Abs(u.CPU-1.5) > 1e-9 {
		t.Errorf("CPU = %v after 150 ms of children in 100 ms, want 1.5", u.CPU)
	}
	if u := h.read(now, 2150*time.Millisecond); u.CPU != 0 || u.CPUTime != 2150*time.Millisecond {
		t.Errorf("CPU = %v of %v after a child of 2 s, want 0 and all of its time", u.CPU, u.CPUTime)
	}
	if u := h.read(now, 2160*time.Millisecond); math.Abs(u.CPU-0.1) > 1e-9 {
		t.Errorf("CPU = %v in the reading after that, want 0.1", u.CPU)
	}
}
