package run

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/poolscope/poolscope/metrics"
)

// stranger is a shell that does a script when its standard input says so.
type stranger struct {
	*exec.Cmd

	in  io.WriteCloser
	out *bufio.Scanner
}

func startStranger(t *testing.T, script string) *stranger {
	t.Helper()
	s := &stranger{Cmd: exec.Command("/bin/sh", "-c", script)}
	s.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var err error
	if s.in, err = s.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.out = bufio.NewScanner(out)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { _ = syscall.Kill(-s.Process.Pid, syscall.SIGKILL) })
	t.Cleanup(func() {
		late.Stop()
		_ = syscall.Kill(-s.Process.Pid, syscall.SIGKILL)
		_ = s.Wait()
	})
	return s
}

func (s *stranger) say(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(s.in, "go on\n"); err != nil {
		t.Fatal(err)
	}
}

// watchOf returns a watch of a process.
func watchOf(t *testing.T, pid int) *Watch {
	t.Helper()
	tree := metrics.NewTree()
	t.Cleanup(tree.Close)
	if err := tree.Add(pid); err != nil {
		t.Fatal(err)
	}
	return NewWatch(tree, metrics.NewSource(), time.Now())
}

// What 50 children used counts though most readings saw none of them, and what the
// shell used before it was watched does not.
func TestTimeOfShortChildrenOfAStrangerCounts(t *testing.T) {
	const burn = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"
	s := startStranger(t, fmt.Sprintf("for n in $(seq 10); do sh -c '%s'; done; echo ready; read x; for n in $(seq 50); do sh -c '%s'; done; echo done; read x", burn, burn))
	s.out.Scan()
	before := cpuOfChildren(t, s.Process.Pid)
	w := watchOf(t, s.Process.Pid)
	w.Read(time.Now())
	s.say(t)
	s.out.Scan()
	after := cpuOfChildren(t, s.Process.Pid)
	got, want := w.Read(time.Now()).Total.CPUTime.Seconds(), after-before
	if math.Abs(got-want) > 0.02*want+0.03 {
		t.Errorf("CPU time %.3f s, want %.3f s", got, want)
	}
}

// cpuOfChildren reads the user and system time of a process and its children from the
// kernel, in seconds.
func cpuOfChildren(t *testing.T, pid int) float64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	var skip string
	var user, system, childUser, childSystem int
	fields := []any{&skip, &skip}
	for range 11 {
		fields = append(fields, &skip)
	}
	fields = append(fields, &user, &system, &childUser, &childSystem)
	if _, err := fmt.Sscan(string(text), fields...); err != nil {
		t.Fatal(err)
	}
	return float64(user+system+childUser+childSystem) / 100
}

func TestProcessesComeChangeAndGo(t *testing.T) {
	s := startStranger(t, `exec 3<&0; sh -c 'echo ready; read x <&3; exec sleep 100' & read x; kill $!; wait; exec sleep 100`)
	s.out.Scan()
	w := watchOf(t, s.Process.Pid)
	if g := w.Read(time.Now()); len(g.Came) != 2 || len(g.Now) != 2 || g.Total.Ever != 2 {
		t.Fatalf("%d came, %d are there, want both shells", len(g.Came), len(g.Now))
	}
	s.say(t)
	s.say(t)
	changed, went := 0, 0
	for late := time.After(20 * time.Second); went == 0 || changed == 0; {
		g := w.Read(time.Now())
		changed += len(g.Changed)
		went += len(g.Went)
		select {
		case <-late:
			t.Fatalf("%d changed, %d went, want both to happen", changed, went)
		case <-time.After(time.Millisecond):
		}
	}
	if most, _ := w.Most(20); len(most) != 2 {
		t.Errorf("%d processes are known at the end, want 2", len(most))
	}
}

func TestCommandThatNoSampleSawIsCountedExactly(t *testing.T) {
	tree := metrics.NewTree()
	t.Cleanup(tree.Close)
	w := NewWatch(tree, metrics.NewSource(), time.Now())
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = null.Close() })
	defer w.AdoptOrphans()()
	words := []string{"/bin/sh", "-c", "exit 9"}
	c, err := StartCommand(CommandOptions{Words: words, Files: [3]*os.File{null, null, null}}, func(pid int) {
		w.Started(pid, words)
		if err := tree.Add(pid); err != nil {
			t.Error(err)
		}
		w.Read(time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	<-c.Ended
	e := c.Reap()
	w.Reaped(c.PID, e)
	total := w.Read(time.Now()).Total
	if e.Code != 9 || !total.Exact || total.CPUTime != e.CPU || total.Ever != 1 || total.Processes != 0 {
		t.Errorf("exit %+v, total %+v, want code 9 and its CPU time, exact", e, total)
	}
	most, others := w.Most(20)
	if len(most) != 1 || others != 0 || most[0].Exit == nil || most[0].Command != "/bin/sh\x00-c\x00exit 9\x00" {
		t.Errorf("processes %+v and %d others, want the command with its exit", most, others)
	}
}

func TestMissingCommandIsNamed(t *testing.T) {
	_, err := StartCommand(CommandOptions{Words: []string{"no-such-program"}}, func(int) { t.Error("it was started") })
	if want := `there is no program "no-such-program" in PATH`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// Who is gone is remembered within a bound, those that used the most.
func TestThousandsOfShortProcessesAreBounded(t *testing.T) {
	w := NewWatch(metrics.NewTree(), metrics.NewSource(), time.Now())
	for i := range 5 * goneKept {
		w.glance.Went = append(w.glance.Went[:0], Watched{CPU: time.Duration(i)})
		w.glance.Total.Ever++
		w.keepGone()
	}
	most, others := w.Most(20)
	if len(w.gone) > 2*goneKept || len(most) != 20 || others != 5*goneKept-20 {
		t.Errorf("%d kept, %d and %d others told, want at most %d, 20 and %d", len(w.gone), len(most), others, 2*goneKept, 5*goneKept-20)
	}
	if got, want := most[0].CPU, time.Duration(5*goneKept-1); got != want {
		t.Errorf("most CPU time %d, want %d", got, want)
	}
}

// A command of 100 KiB is cut once its process is gone.
func TestLongCommandsOfThoseWhoAreGoneAreCut(t *testing.T) {
	for _, tt := range []struct{ command, want string }{
		{"", ""},
		{"sh\x00-c\x00true\x00", "sh\x00-c\x00true\x00"},
		{strings.Repeat("x", 100<<10), strings.Repeat("x", mostKept) + "…\x00"},
		{"x" + strings.Repeat("ä", 50<<10), "x" + strings.Repeat("ä", mostKept/2-1) + "…\x00"},
		{strings.Repeat("\x80", 100<<10), strings.Repeat("\x80", mostKept-utf8.UTFMax) + "…\x00"},
	} {
		if got := keptCommand(tt.command); got != tt.want {
			t.Errorf("kept of %d bytes: %d, want %d", len(tt.command), len(got), len(tt.want))
		}
	}
	o := observe(t, ObserveOptions{Command: []string{"/bin/sh", "-c", "sleep 0.2; exit 0", strings.Repeat("long ", 20<<10)}})
	s := last(t, o)
	if n := len(s.Rows[0].Command); n > mostKept+4 || !strings.HasPrefix(s.Rows[0].Command, "/bin/sh\x00-c\x00sleep 0.2") {
		t.Errorf("row with a command of %d bytes, want its beginning", n)
	}
	gone, _ := o.follower.Watch().Most(1)
	if n := len(gone[0].Command); n > mostKept+4 || len(o.seen.rows[0].identity.Command) > mostKept+4 {
		t.Errorf("%d bytes of a command are kept, want at most %d", n, mostKept)
	}
}
