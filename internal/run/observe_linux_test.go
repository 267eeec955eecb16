package run

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// observe begins to observe, and ends it with the test.
func observe(t *testing.T, o ObserveOptions) *Observation {
	t.Helper()
	if o.Every == 0 {
		o.Every = 20 * time.Millisecond
	}
	observation, err := Observe(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		observation.Stop()
		observation.Wait()
	})
	return observation
}

// until takes snapshots until one is as it should be.
func until(t *testing.T, o *Observation, what string, is func(*Snapshot) bool) *Snapshot {
	t.Helper()
	late := time.After(20 * time.Second)
	var last *Snapshot
	for {
		select {
		case s, ok := <-o.Snapshots():
			if !ok {
				t.Fatalf("the observation ended before %s: %s", what, outline(last))
			}
			if last = s; is(s) {
				return s
			}
		case <-late:
			t.Fatalf("not %s in time: %s", what, outline(last))
		}
	}
}

// last returns the snapshot of the end.
func last(t *testing.T, o *Observation) *Snapshot {
	t.Helper()
	var end *Snapshot
	late := time.After(20 * time.Second)
	for {
		select {
		case s, ok := <-o.Snapshots():
			if !ok {
				return end
			}
			end = s
		case <-late:
			t.Fatalf("no end in time: %s", outline(end))
		}
	}
}

// outline says in a line what a snapshot shows.
func outline(s *Snapshot) string {
	if s == nil {
		return "nothing"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s, exit %+v, notices %q, %d lines;", s.Phase, s.Observed.Exit, s.Observed.Notices, len(s.Output.Lines))
	for _, r := range s.Rows[:min(len(s.Rows), 12)] {
		fmt.Fprintf(&text, " %d:%s@%d<%d %v %s", r.PID, r.Worker, r.Depth, r.Parent, r.Alive, r.Exit)
	}
	return text.String()
}

// printed returns what a command printed.
func printed(s *Snapshot, kind OutputKind) string {
	var all []string
	for _, l := range s.Output.Lines {
		if l.Kind == kind {
			all = append(all, l.Text)
		}
	}
	return strings.Join(all, "\n")
}

func rowOf(s *Snapshot, pid int) (Row, bool) {
	at := slices.IndexFunc(s.Rows, func(r Row) bool { return r.PID == pid })
	if at < 0 {
		return Row{}, false
	}
	return s.Rows[at], true
}

// pythonPath is the interpreter itself, not what a shim in PATH makes of it, which starts
// programs of its own.
func pythonPath(t *testing.T) string {
	t.Helper()
	python, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		t.Skipf("no python3: %v", err)
	}
	return strings.TrimSpace(string(python))
}

const observedPool = `
import multiprocessing, os, sys, time
def work(n):
    while not os.path.exists(sys.argv[1]): time.sleep(0.01)
    return os.getpid()
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(3) as pool: # else Python 3.14 has a server between
        print(*sorted(p.pid for p in pool._pool), flush=True)
        pool.map(work, range(3), 1)
`

func TestWorkersOfAPythonPoolComeAndGo(t *testing.T) {
	folder := t.TempDir()
	script, gate := filepath.Join(folder, "script.py"), filepath.Join(folder, "gate")
	if err := os.WriteFile(script, []byte(observedPool), 0o600); err != nil {
		t.Fatal(err)
	}
	o := observe(t, ObserveOptions{Command: []string{pythonPath(t), script, gate}})
	s := until(t, o, "three workers", func(s *Snapshot) bool { return printed(s, FromStdout) != "" && len(s.Rows) == 4 })
	var workers []int
	for _, r := range s.Rows[1:] {
		workers = append(workers, r.PID)
		if !r.Alive || r.Depth != 1 || r.Parent != s.Rows[0].PID || !strings.Contains(r.Command, script+"\x00") {
			t.Errorf("row %d of %d at %d, alive %v, command %q, want a child of %d with the script", r.PID, r.Parent, r.Depth, r.Alive, r.Command, s.Rows[0].PID)
		}
	}
	slices.Sort(workers)
	if got, want := strings.Trim(fmt.Sprint(workers), "[]"), printed(s, FromStdout); got != want {
		t.Errorf("workers %s, want %s", got, want)
	}
	if s.Phase != Going || s.Slots != 4 || len(s.Lanes) != 4 || s.Observed.Roots[0] != s.Rows[0].PID || s.Machine.At.IsZero() {
		t.Errorf("%s, %d slots, %d lanes, roots %v, machine at %v, want it going with four", s.Phase, s.Slots, len(s.Lanes), s.Observed.Roots, s.Machine.At)
	}
	if err := os.WriteFile(gate, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s = last(t, o)
	if s.Phase != Ended || s.Stopped || s.Observed.Exit == nil || s.Observed.Exit.Code != 0 || !s.Observed.Total.Exact || s.Started != 4 || s.Reaped != 4 {
		t.Errorf("%s, %d of %d gone, want a good end of four", outline(s), s.Reaped, s.Started)
	}
	for _, r := range s.Rows {
		if r.Alive || r.Ended < r.Started || r.State != "ended" {
			t.Errorf("row %d: alive %v, %s, from %v to %v, want it ended", r.PID, r.Alive, r.State, r.Started, r.Ended)
		}
	}
	for _, l := range s.Lanes {
		if len(l.Bars) != 1 || l.Now != nil || l.Bars[0].State != launcher.Done || l.Bars[0].To <= l.Bars[0].From {
			t.Errorf("lane %d has the bars %+v, want one that is done", l.Slot, l.Bars)
		}
	}
}

// What made itself a daemon stays, is named when its command has ended, and is ended.
func TestADaemonOfTheCommandIsNamedAndEnded(t *testing.T) {
	o := observe(t, ObserveOptions{Command: []string{"/bin/sh", "-c", "(setsid sleep 100 & echo $!); exit 3"}})
	s := last(t, o)
	var pid int
	if _, err := fmt.Sscan(printed(s, FromStdout), &pid); err != nil {
		t.Fatal(err)
	}
	r, ok := rowOf(s, pid)
	if !ok || r.Alive || r.Exit != "SIGTERM" || !r.Exact {
		t.Errorf("%s, want a row of the daemon %d, ended by SIGTERM", outline(s), pid)
	}
	want := fmt.Sprintf("process %d was left behind by the command, and is ended: ", pid)
	if len(s.Observed.Notices) != 1 || !strings.HasPrefix(s.Observed.Notices[0], want) {
		t.Errorf("notices %q, want one that begins with %q", s.Observed.Notices, want)
	}
	if s.Observed.Exit.Code != 3 || s.Rows[0].Exit != "exit 3" || s.Lanes[0].Bars[0].State != launcher.Failed {
		t.Errorf("%s, want exit 3 and a failed bar", outline(s))
	}
	if syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d lives on", pid)
	}
}

func TestWhatCannotBeObservedIsSaid(t *testing.T) {
	gone := exec.Command("/bin/true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		options ObserveOptions
		want    string
	}{
		{ObserveOptions{}, "nothing to observe: want the PID of a process, or a command"},
		{ObserveOptions{PIDs: []int{1}, Command: []string{"x"}}, "PIDs and a command: want either"},
		{ObserveOptions{PIDs: []int{0}}, "0 is no PID: want the number of one process, from 1 on"},
		{ObserveOptions{PIDs: []int{os.Getpid()}}, fmt.Sprintf("%d is Poolscope's own PID: want another process", os.Getpid())},
		{ObserveOptions{PIDs: []int{gone.Process.Pid}}, fmt.Sprintf("no process has the PID %d", gone.Process.Pid)},
		{ObserveOptions{Command: []string{"no-such-program"}}, `there is no program "no-such-program" in PATH`},
		{ObserveOptions{Command: []string{"/etc/passwd"}}, `start the command: exec: "/etc/passwd": permission denied`},
		{ObserveOptions{Command: []string{"true"}, Dir: "/no/such"}, `there is no folder "/no/such" to start the command in`},
		{ObserveOptions{PIDs: []int{1}, Every: time.Millisecond}, "a reading every 1ms: want 10ms or more"},
		{ObserveOptions{PIDs: []int{1}, Budget: 2}, "a budget of 2 cores: want 0, which is no bound, to 1"},
	} {
		o, err := Observe(t.Context(), tt.options)
		if err == nil {
			o.Stop()
			o.Wait()
		}
		if err == nil || err.Error() != tt.want {
			t.Errorf("%+v: error %v, want %s", tt.options, err, tt.want)
		}
	}
}

// Of several PIDs those that are there are observed, and the others named.
func TestAMissingPIDIsNamed(t *testing.T) {
	gone := exec.Command("/bin/true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	there := startStranger(t, "read x")
	o := observe(t, ObserveOptions{PIDs: []int{gone.Process.Pid, there.Process.Pid}})
	s := until(t, o, "one row", func(s *Snapshot) bool { return len(s.Rows) == 1 })
	if want := []string{fmt.Sprintf("no process has the PID %d", gone.Process.Pid)}; !slices.Equal(s.Observed.Notices, want) {
		t.Errorf("notices %q, want %q", s.Observed.Notices, want)
	}
	there.say(t)
	if s := last(t, o); s.Phase != Ended || s.Stopped || s.Rows[0].Alive {
		t.Errorf("%s, want it ended by itself", outline(s))
	}
}

func TestAHundredShortChildrenShareFewLanes(t *testing.T) {
	o := observe(t, ObserveOptions{
		Every:   LeastEvery,
		Command: []string{"/bin/sh", "-c", "i=0; while [ $i -lt 50 ]; do sleep 0.03 & sleep 0.03; wait; i=$((i+1)); done"},
	})
	s := last(t, o)
	if s.Started < 20 || s.Started > 101 || len(s.Rows) != s.Started || s.Reaped != s.Started {
		t.Errorf("%d processes, %d rows, %d gone, want up to 101, all told", s.Started, len(s.Rows), s.Reaped)
	}
	if len(s.Lanes) < 2 || len(s.Lanes) > 6 {
		t.Errorf("%d lanes, want about 3", len(s.Lanes))
	}
	bars := 0
	for _, l := range s.Lanes {
		bars += len(l.Bars)
		for i, b := range l.Bars {
			if i > 0 && b.From < l.Bars[i-1].To {
				t.Fatalf("lane %d: a bar begins at %v while one goes on to %v", l.Slot, b.From, l.Bars[i-1].To)
			}
			if r, ok := rowOf(s, b.Task); !ok || r.Number != b.Number && !recycled(s, b.Task) || r.Slot != l.Slot && !recycled(s, b.Task) {
				t.Fatalf("lane %d: bar %+v is not that of row %d in slot %d", l.Slot, b, r.Number, r.Slot)
			}
		}
	}
	if bars != s.Started {
		t.Errorf("%d bars, want %d", bars, s.Started)
	}
	for _, r := range s.Rows[1:] {
		if r.Depth < 1 || r.Parent == 0 {
			t.Errorf("row %d at depth %d below %d, want a descendant", r.PID, r.Depth, r.Parent)
		}
	}
}

// recycled reports whether two rows had a PID.
func recycled(s *Snapshot, pid int) bool {
	n := 0
	for _, r := range s.Rows {
		if r.PID == pid {
			n++
		}
	}
	return n > 1
}

func TestRowsAreBoundedAndTheLivingStay(t *testing.T) {
	o := newObserved(ObserveOptions{Command: []string{"x"}, Every: DefaultEvery})
	g := &Glance{Time: time.Now()}
	parent := &Watched{}
	parent.PID, parent.Name = 1, "parent"
	g.Came, g.Now = []*Watched{parent}, []*Watched{parent}
	o.take(g)
	for i := range 3 * MaxRows {
		g.At += time.Second
		child := &Watched{}
		child.PID, child.Parent, child.Name, child.Last = i+2, 1, "child", g.At
		g.Came, g.Now, g.Went = []*Watched{child}, []*Watched{parent, child}, nil
		o.take(g)
		g.At += time.Second
		g.Came, g.Now, g.Went = nil, []*Watched{parent}, []Watched{*child}
		o.take(g)
	}
	s := o.snapshot(g.At)
	if len(s.Rows) != MaxRows || !s.Rows[0].Alive || s.Rows[0].Number != 1 || s.Rows[1].Number != 2*MaxRows+3 {
		t.Errorf("%d rows from %d and %d on, want %d, the parent and the newest", len(s.Rows), s.Rows[0].Number, s.Rows[1].Number, MaxRows)
	}
	if len(s.Lanes) != 2 || len(s.Lanes[1].Bars) == 0 || len(s.Lanes[1].Bars) > 2*MaxBars/2 {
		t.Errorf("%d lanes, want two with their bars bounded", len(s.Lanes))
	}
}

func TestThreadsOfTheRowThatIsLookedAt(t *testing.T) {
	const script = `
import threading, time
for n in range(3): threading.Thread(target=time.sleep, args=(100,)).start()
`
	cmd := exec.Command(pythonPath(t), "-c", script)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	o := observe(t, ObserveOptions{PIDs: []int{cmd.Process.Pid}})
	if s := until(t, o, "a row", func(s *Snapshot) bool { return len(s.Rows) == 1 }); s.Detail != nil {
		t.Errorf("detail %+v before anyone looked", s.Detail)
	}
	o.Look(1)
	s := until(t, o, "four threads", func(s *Snapshot) bool { return s.Detail != nil && len(s.Detail.Threads) == 4 })
	if s.Detail.Number != 1 || s.Detail.PID != cmd.Process.Pid || s.Detail.Threads[0].TID != cmd.Process.Pid {
		t.Errorf("detail %+v, want the threads of %d", s.Detail, cmd.Process.Pid)
	}
	o.Look(0)
	until(t, o, "no detail", func(s *Snapshot) bool { return s.Detail == nil })
}

// Each line is as it was printed, and who prints waits for nobody.
func TestOutputOfACommandIsWhole(t *testing.T) {
	dir := t.TempDir()
	o := observe(t, ObserveOptions{Dir: dir, Command: []string{"/bin/sh", "-c", `pwd; cat; printf 'a\001\377b\r\n' >&2; yes | head -c 20000000; printf end`}})
	o.Wait() // nobody takes a snapshot meanwhile
	s := last(t, o)
	folder, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	lines := s.Output.Lines
	if len(lines) != MaxOutputLines || s.Output.Dropped+len(lines) != 10_000_003 || lines[len(lines)-1].Text != "end" {
		t.Errorf("%d lines kept and %d dropped of %s, the last %q, want all counted, from the folder to the end", len(lines), s.Output.Dropped, folder, lines[len(lines)-1].Text)
	}
	o = observe(t, ObserveOptions{Dir: dir, Command: []string{"/bin/sh", "-c", `pwd; cat; printf 'a\001\377b\r\n' >&2`}})
	s = last(t, o)
	if printed(s, FromStdout) != folder || printed(s, FromStderr) != "a\x01\xffb\r" {
		t.Errorf("stdout %q, stderr %q, want the folder and the bytes", printed(s, FromStdout), printed(s, FromStderr))
	}
	if l := s.Output.Lines[0]; l.Worker != "sh" || l.Number != 1 || l.Task != -1 {
		t.Errorf("line %+v, want it of sh, row 1", l)
	}
}

// What other code of this process starts is no process of the command: it is neither
// shown nor waited for nor ended.
func TestChildrenOfOtherCodeAreNoneOfTheCommand(t *testing.T) {
	o := observe(t, ObserveOptions{Command: []string{"/bin/sh", "-c", "read x; sleep 100"}})
	until(t, o, "a row", func(s *Snapshot) bool { return len(s.Rows) > 0 })
	own := exec.Command("/bin/sh", "-c", "sleep 0.3; exit 7")
	if err := own.Start(); err != nil {
		t.Fatal(err)
	}
	err := own.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("it ended with %v, want exit status 7", err)
	}
	o.Stop()
	for _, r := range last(t, o).Rows {
		if r.PID == own.Process.Pid || r.Parent == own.Process.Pid {
			t.Errorf("row %d of %d %q is shown", r.PID, r.Parent, r.Command)
		}
	}
}

// A grandchild of a process that ran before stays though its parent ended.
func TestAnOrphanOfAStrangerIsFollowed(t *testing.T) {
	there := startStranger(t, "exec 3<&0; sh -c 'setsid sh -c \"echo ready; sleep 100; :\" & read y <&3' & read x; wait")
	there.out.Scan()
	o := observe(t, ObserveOptions{PIDs: []int{there.Process.Pid}})
	s := until(t, o, "its tree", func(s *Snapshot) bool {
		return slices.ContainsFunc(s.Rows, func(r Row) bool { return r.Worker == "sleep" && r.Depth >= 2 })
	})
	deepest := slices.MaxFunc(s.Rows, func(a, b Row) int { return a.Depth - b.Depth })
	for _, r := range s.Rows {
		if r.Number != deepest.Number && r.PID != deepest.Parent {
			if err := o.KillProcess(r.Number); err != nil {
				t.Fatal(err)
			}
		}
	}
	s = until(t, o, "orphaned", func(s *Snapshot) bool { r, _ := rowOf(s, deepest.Parent); return r.Alive && r.Depth == 0 })
	if r, _ := rowOf(s, deepest.PID); !r.Alive || r.Depth != 1 {
		t.Errorf("%s, want the child below its parent, which has none", outline(s))
	}
	for _, pid := range []int{deepest.Parent, deepest.PID} {
		r, _ := rowOf(s, pid)
		if err := o.KillProcess(r.Number); err != nil && !strings.HasSuffix(err.Error(), "it has ended") {
			t.Error(err)
		}
	}
	last(t, o)
}
