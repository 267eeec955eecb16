package metrics

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// started starts a command that is no descendant of this process: its parent ends at once.
func startedApart(t *testing.T, script string) int {
	t.Helper()
	out, err := exec.Command("/bin/sh", "-c", "setsid "+script+" >/dev/null 2>&1 </dev/null & echo $!").Output()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGKILL) })
	return pid
}

// listed returns the list and where a process stands in it, -1 for nowhere.
func listed(t *testing.T, pid int) ([]Candidate, int) {
	t.Helper()
	all, err := List()
	if err != nil {
		t.Fatal(err)
	}
	return all, slices.IndexFunc(all, func(c Candidate) bool { return c.PID == pid })
}

func TestListSaysWhatPSSays(t *testing.T) {
	const command = "sleep 100.25"
	pid := startedApart(t, command)
	all, at := listed(t, pid)
	for late := time.Now().Add(10 * time.Second); (at < 0 || all[at].Name != "sleep") && time.Now().Before(late); {
		all, at = listed(t, pid)
	}
	if at < 0 {
		t.Fatalf("process %d is not in the list of %d", pid, len(all))
	}
	out, err := exec.Command("ps", "-o", "ppid=,user:64=,rss=,etimes=,comm=,args=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		t.Skipf("no ps: %v", err)
	}
	c, f := all[at], strings.Fields(string(out))
	age, _ := strconv.Atoi(f[3])
	rss, _ := strconv.ParseInt(f[2], 10, 64)
	if strconv.Itoa(c.Parent) != f[0] || c.User != f[1] || c.Name != f[4] || c.Command != "sleep\x00100.25\x00" {
		t.Errorf("%+v, want what ps says: %q", c, f)
	}
	if math.Abs(float64(c.RSS-rss<<10)) > 1<<20 || math.Abs(time.Since(c.Started).Seconds()-float64(age)) > 3 || c.CPUTime < 0 || c.CPUTime > time.Second {
		t.Errorf("RSS %d, since %v, CPU %v, want %d KiB and %d s", c.RSS, c.Started, c.CPUTime, rss, age)
	}
}

// Every process that ps shows both before and after the list is in it, but for the
// kernel's threads, the dead and this process's family.
func TestListIsAsLongAsThatOfPS(t *testing.T) {
	before := allOfPS(t)
	all, err := List()
	if err != nil {
		t.Fatal(err)
	}
	after := allOfPS(t)
	for pid, state := range before {
		_, stays := after[pid]
		at := slices.IndexFunc(all, func(c Candidate) bool { return c.PID == pid })
		if stays && at < 0 && state == "S" && !isFamily(pid) && hasMemory(pid) {
			t.Errorf("process %d is missing", pid)
		}
	}
	for i, c := range all {
		if i > 0 && c.PID <= all[i-1].PID {
			t.Errorf("PID %d stands behind %d", c.PID, all[i-1].PID)
		}
		if c.PID == os.Getpid() || c.PID == 2 && c.Name == "kthreadd" {
			t.Errorf("%d %s is in the list", c.PID, c.Name)
		}
	}
}

// allOfPS returns the first letter of the state of all processes, by PID.
func allOfPS(t *testing.T) map[int]string {
	t.Helper()
	out, err := exec.Command("ps", "-e", "-o", "pid=,state=").Output()
	if err != nil {
		t.Skipf("no ps: %v", err)
	}
	all := map[int]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		pid, err := strconv.Atoi(f[0])
		if err != nil {
			t.Fatal(err)
		}
		all[pid] = f[1]
	}
	return all
}

// isFamily reports whether a process descends from this one.
func isFamily(pid int) bool {
	l := newLookout()
	for pid > 1 {
		if pid == os.Getpid() {
			return true
		}
		k, err := l.at(pid)
		if err != nil {
			return errors.Is(err, ErrGone)
		}
		pid = k.parent
	}
	return false
}

// hasMemory reports whether a process is none of the kernel's threads.
func hasMemory(pid int) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	return err == nil && strings.Contains(string(text), "\nVmRSS:")
}

func TestOwnFamilyIsNotListed(t *testing.T) {
	all := []Candidate{
		{PID: 1},
		{PID: 10, Parent: 1, Command: "shell"},
		{PID: 11, Parent: 10, Command: "self -x"},
		{PID: 12, Parent: 11, Command: "self -x"},
		{PID: 13, Parent: 12, Command: "worker"},
		{PID: 14, Parent: 15, Command: "below a worker"},
		{PID: 15, Parent: 13, Command: "task"},
		{PID: 16, Parent: 10, Command: "self -x"},
	}
	var left []int
	for _, c := range withoutFamily(all, 12) {
		left = append(left, c.PID)
	}
	if want := []int{1, 10, 16}; !slices.Equal(left, want) {
		t.Errorf("left %v, want %v: neither the guard nor what descends from it", left, want)
	}
}

func TestOwnChildrenAreNotListed(t *testing.T) {
	cmd := exec.Command("sleep", "100")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if _, at := listed(t, cmd.Process.Pid); at >= 0 {
		t.Errorf("child %d is in the list", cmd.Process.Pid)
	}
}

func TestNamesInAListMayHoldAnything(t *testing.T) {
	for _, tt := range []struct {
		stat string
		name string
		err  bool
	}{
		{"7 (a) b (c) S 1 7 7 0 -1 4194560 1 2 3 4 50 25 0 0 20 0 1 0 100 1000 33 184467", "a) b (c", false},
		{"7 (kworker/0:1) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 184467", "", true},
		{"7 (gone) Z 1 7 7 0 -1 4194560 1 2 3 4 50 25 0 0 20 0 1 0 100 0 0 184467", "", true},
		{"7 (half", "", true},
	} {
		c, err := parseCandidate(7, []byte(tt.stat))
		if (err != nil) != tt.err {
			t.Errorf("%q: error %v, want one: %v", tt.stat, err, tt.err)
		}
		if want := 33 * int64(os.Getpagesize()); err == nil && (c.Name != tt.name || c.Parent != 1 || c.CPUTime != 750*time.Millisecond || c.RSS != want) {
			t.Errorf("%q: %+v, want %q of 1 with 0.75 s and %d bytes", tt.stat, c, tt.name, want)
		}
	}
}

func BenchmarkList(b *testing.B) {
	n := 0
	for b.Loop() {
		all, err := List()
		if err != nil {
			b.Fatal(err)
		}
		n = len(all)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(max(1, n)), "µs/process")
}
