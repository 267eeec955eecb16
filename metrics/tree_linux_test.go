package metrics

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// family is a shell and what it starts, in a process group of its own that is killed
// at the end of the test.
type family struct {
	tb  testing.TB
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

// startFamily starts a program and the tree that it is the root of. Those of its
// processes that leave the group are to end when its standard input does.
func startFamily(tb testing.TB, words ...string) (*family, *Tree) {
	tb.Helper()
	f := &family{tb: tb, cmd: exec.Command(words[0], words[1:]...)}
	f.cmd.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	f.cmd.Stderr = os.Stderr
	var err error
	if f.in, err = f.cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := f.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	f.out = bufio.NewScanner(out)
	if err := f.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { _ = unix.Kill(-f.pid(), unix.SIGKILL) })
	tb.Cleanup(func() {
		late.Stop()
		_ = f.in.Close()
		_ = unix.Kill(-f.pid(), unix.SIGKILL)
		_ = f.cmd.Wait()
	})
	return f, plant(tb, f.pid())
}

// plant returns the tree of a process.
func plant(tb testing.TB, pid int) *Tree {
	tb.Helper()
	tree := NewTree()
	tb.Cleanup(tree.Close)
	if err := tree.Add(pid); err != nil {
		tb.Fatal(err)
	}
	return tree
}

func shell(tb testing.TB, script string) (*family, *Tree) {
	tb.Helper()
	return startFamily(tb, "/bin/sh", "-c", script)
}

func (f *family) pid() int { return f.cmd.Process.Pid }

// line returns the next line that the family prints.
func (f *family) line() string {
	f.tb.Helper()
	if !f.out.Scan() {
		f.tb.Fatalf("the family ended: %v", f.out.Err())
	}
	return f.out.Text()
}

// number returns the PID that the family prints.
func (f *family) number() int {
	f.tb.Helper()
	n, err := strconv.Atoi(f.line())
	if err != nil {
		f.tb.Fatal(err)
	}
	return n
}

func (f *family) say(line string) {
	f.tb.Helper()
	if _, err := io.WriteString(f.in, line+"\n"); err != nil {
		f.tb.Fatal(err)
	}
}

// memberOf returns a member of a reading.
func memberOf(members []Member, pid int) (Member, bool) {
	i := slices.IndexFunc(members, func(m Member) bool { return m.PID == pid })
	if i < 0 {
		return Member{}, false
	}
	return members[i], true
}

// readUntil reads a tree until it is as wanted.
func readUntil(t *testing.T, tree *Tree, what string, done func([]Member) bool) []Member {
	t.Helper()
	for late := time.After(20 * time.Second); ; {
		members := tree.Read()
		if done(members) {
			return members
		}
		select {
		case <-late:
			t.Fatalf("the tree never has %s; it has %d processes", what, len(members))
		case <-time.After(time.Millisecond):
		}
	}
}

// isOnce fails where a process is twice in a reading.
func isOnce(t *testing.T, members []Member) {
	t.Helper()
	seen := map[int]bool{}
	for _, m := range members {
		if seen[m.PID] {
			t.Errorf("process %d is there twice", m.PID)
		}
		seen[m.PID] = true
	}
}

// ways are the two ways to find members: the lists of children, and a look at every
// process.
func ways() map[string]func(*Tree) {
	return map[string]func(*Tree){
		"lists":  func(tree *Tree) { tree.look.search = byLists },
		"census": func(tree *Tree) { tree.look.search = byCensus },
	}
}

func TestTreeHasChildrenOfChildren(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			f, tree := shell(t, `sh -c 'sleep 100 & echo $!; wait' & echo $!; wait`)
			way(tree)
			pids := []int{f.number(), f.number(), f.pid()}
			members := readUntil(t, tree, "three processes", func(m []Member) bool { return len(m) == 3 })
			for _, pid := range pids {
				if _, ok := memberOf(members, pid); !ok {
					t.Errorf("process %d is not in the tree", pid)
				}
			}
			if members[0].PID != f.pid() || members[0].Parent != os.Getpid() {
				t.Errorf("the first is %d with parent %d, want the root %d of %d", members[0].PID, members[0].Parent, f.pid(), os.Getpid())
			}
		})
	}
}

func TestEachOf50ChildrenIsSeenOnceAndThenGone(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			f, tree := shell(t, `exec 2>/dev/null; for i in $(seq 50); do sleep 100; done; echo ended; read x`)
			way(tree)
			seen := map[Process]bool{}
			readUntil(t, tree, "50 children, one after the other", func(members []Member) bool {
				isOnce(t, members)
				for _, m := range members {
					if m.Name == "sleep" && !seen[m.Process] {
						seen[m.Process] = true
						_ = unix.Kill(m.PID, unix.SIGKILL)
					}
				}
				return len(seen) == 50
			})
			f.line()
			if left := tree.Read(); len(left) != 1 {
				t.Errorf("%d processes are left, want the root", len(left))
			}
		})
	}
}

// A daemon leaves its parent and its session. Who was seen stays, and so do the
// children that come later.
func TestDaemonStaysAndSoDoItsChildren(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range []string{"middle", "daemon"} {
				if err := unix.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			f, tree := startFamily(t, "/bin/sh", "-c", `
			sh -c 'setsid sh -c "echo \$\$; read x < \$0/daemon; sleep 100 & echo \$!; wait" "$0" & read y < "$0/middle"' "$0" &
			wait; echo left; read x`, dir)
			way(tree)
			daemon := f.number()
			t.Cleanup(func() { _ = unix.Kill(-daemon, unix.SIGKILL) }) // it leads a session and so a group
			readUntil(t, tree, "the daemon", func(m []Member) bool { _, ok := memberOf(m, daemon); return ok })
			goOn(t, filepath.Join(dir, "middle"))
			for f.line() != "left" {
				continue
			}
			if m, ok := memberOf(tree.Read(), daemon); !ok || m.Parent == f.pid() {
				t.Fatalf("the daemon is %+v, %v after its parent ended, want it there with another parent", m, ok)
			}
			goOn(t, filepath.Join(dir, "daemon"))
			child := f.number()
			members := readUntil(t, tree, "the daemon's child", func(m []Member) bool { _, ok := memberOf(m, child); return ok })
			isOnce(t, members)
			if len(members) != 3 {
				t.Errorf("%d processes, want the root, the daemon and its child", len(members))
			}
		})
	}
}

// goOn writes a line to a pipe that somebody reads.
func goOn(t *testing.T, pipe string) {
	t.Helper()
	if err := os.WriteFile(pipe, []byte("go on\n"), 0); err != nil {
		t.Fatal(err)
	}
}

// The kernel lists a child with the thread that started it.
func TestChildOfAThreadIsSeen(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			tree := plant(t, os.Getpid())
			way(tree)
			tree.Read()
			tree.Read()
			started, hold := make(chan *child), make(chan struct{})
			defer close(hold) // a thread that ends hands its children to another
			onThread(hold, func() { started <- startPart(t, self(t), "echo") })
			c := <-started
			if _, ok := memberOf(tree.Read(), c.PID); !ok {
				t.Errorf("child %d of a thread is not in the tree", c.PID)
			}
		})
	}
}

// An orphan that no reading saw with its parent is nobody's, but one that is adopted.
func TestAdoptedOrphanJoins(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			before := startPart(t, self(t), "echo")
			tree := NewTree()
			t.Cleanup(tree.Close)
			way(tree)
			tree.Adopt(os.Getpid())
			after := startPart(t, self(t), "echo")
			members := tree.Read()
			if _, ok := memberOf(members, after.PID); !ok || len(members) != 1 {
				t.Errorf("members %v, want %d alone", members, after.PID)
			}
			if _, ok := memberOf(members, before.PID); ok {
				t.Errorf("child %d was there before and is a member", before.PID)
			}
		})
	}
}

func TestBoundedForkBombIsCountedWhole(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			f, tree := shell(t, "for i in $(seq 300); do sleep 100 & done; wait")
			way(tree)
			members := readUntil(t, tree, "301 processes", func(m []Member) bool { isOnce(t, m); return len(m) == 301 })
			for _, m := range members[1:] {
				if m.Parent != f.pid() {
					t.Errorf("process %d has parent %d, want %d", m.PID, m.Parent, f.pid())
				}
			}
		})
	}
}

func TestExecChangesNameAndCommand(t *testing.T) {
	f, tree := shell(t, `echo ready; read x; exec sh -c 'echo again; read x; exec sleep 100' other`)
	f.line()
	before := tree.Read()[0]
	if before.Name != "sh" || !strings.HasPrefix(before.Command, "/bin/sh\x00-c\x00echo ready") {
		t.Errorf("name %q, command %q, want the shell", before.Name, before.Command)
	}
	f.say("the same name")
	f.line()
	if m := tree.Read()[0]; m.Name != "sh" || !strings.HasSuffix(m.Command, "\x00other\x00") || m.Start != before.Start {
		t.Errorf("name %q, command %q, start %d, want the second shell in the same process", m.Name, m.Command, m.Start)
	}
	f.say("another name")
	m := readUntil(t, tree, "sleep", func(m []Member) bool { return m[0].Name == "sleep" })[0]
	if m.Command != "sleep\x00100\x00" {
		t.Errorf("command %q, want sleep 100", m.Command)
	}
}

func TestZombieIsDeadAndKeepsItsCommand(t *testing.T) {
	f, tree := shell(t, `exec 3<&0; sh -c 'read x <&3; exit' mortal & echo $!; exec sleep 100`)
	mortal := f.number()
	readUntil(t, tree, "the shell that is to end", func(m []Member) bool {
		c, ok := memberOf(m, mortal)
		return ok && strings.HasSuffix(c.Command, "\x00mortal\x00")
	})
	f.say("end")
	m, _ := memberOf(readUntil(t, tree, "a dead process", func(m []Member) bool {
		c, ok := memberOf(m, mortal)
		return !ok || c.Dead
	}), mortal)
	if !m.Dead || !strings.Contains(m.Command, "mortal") {
		t.Errorf("dead process is %+v, want it there with its command", m)
	}
}

func TestHostileNamesAreRawAndTheirLineIsNot(t *testing.T) {
	name := "a) R\n\x1b[2J\xff"
	path := filepath.Join(t.TempDir(), name)
	if err := os.Symlink("/bin/sh", path); err != nil {
		t.Fatal(err)
	}
	f, tree := startFamily(t, path, "-c", "echo ready; read x", "0\t\u202e")
	f.line()
	m := tree.Read()[0]
	if m.Name != name || m.Command != path+"\x00-c\x00echo ready; read x\x000\t\u202e\x00" {
		t.Errorf("name %q, command %q, want them raw", m.Name, m.Command)
	}
	if line := m.Line(4096); !strings.HasSuffix(line, `/a) R\n\x1b[2J\xff -c echo ready; read x 0\t\u202e`) {
		t.Errorf("line %q, want the control bytes written out", line)
	}
}

func TestCommandOf128KiBIsCut(t *testing.T) {
	long := strings.Repeat("é", 65000)
	f, tree := startFamily(t, "/bin/sh", "-c", "echo ready; read x", "sh", long, long)
	f.line()
	m := tree.Read()[0]
	if len(m.Command) != maxCommand {
		t.Errorf("%d bytes of command, want %d", len(m.Command), maxCommand)
	}
	if line := m.Line(99); len(line) > 99+len("…") || !strings.HasSuffix(line, "é…") {
		t.Errorf("line %q, want 99 bytes of whole characters at the most", line)
	}
}

func TestLineOfNoCommandIsTheName(t *testing.T) {
	for command, want := range map[string]string{
		"": `[k\x1bd]`, "\x00": `[k\x1bd]`, "a\x00": "a", "a\x00\x00b\x00": "a  b", "a b\x00": "a b",
	} {
		if got := (Member{Name: "k\x1bd", Command: command}).Line(99); got != want {
			t.Errorf("%q: line %q, want %q", command, got, want)
		}
	}
	if got, want := (Member{Hidden: true}).Line(99), "[hidden from this user]"; got != want {
		t.Errorf("line of a hidden process = %q, want %q", got, want)
	}
}

func TestTreeGoesOnWithoutItsRoot(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			f, tree := shell(t, `exec 3<&0; sh -c 'echo $$; read x <&3; sleep 100 & echo $!; wait' & read x; exit`)
			way(tree)
			left := f.number()
			readUntil(t, tree, "two processes", func(m []Member) bool { return len(m) == 2 })
			_ = f.cmd.Process.Kill()
			_, _ = f.cmd.Process.Wait()
			if m := tree.Read(); len(m) != 1 || m[0].PID != left {
				t.Fatalf("members %v, want %d alone", m, left)
			}
			f.say("fork")
			child := f.number()
			readUntil(t, tree, "the child of who is left", func(m []Member) bool { _, ok := memberOf(m, child); return ok })
		})
	}
}

func TestStrangerWithAMembersPIDIsNoMember(t *testing.T) {
	f, tree := shell(t, "echo ready; read x")
	f.line()
	if n := len(tree.Read()); n != 1 {
		t.Fatalf("%d processes, want 1", n)
	}
	// As if the member had been another one, whose PID was given again since.
	tree.order[0].Start--
	if n := len(tree.Read()); n != 0 {
		t.Errorf("%d processes, want none: who has the PID now is a stranger", n)
	}
}

// onThread does something on a thread that is not the first one of the process, and
// keeps the thread until hold is closed.
func onThread(hold <-chan struct{}, do func()) {
	go func() {
		runtime.LockOSThread()
		if unix.Gettid() != os.Getpid() {
			do()
		} else {
			onThread(hold, do) // this one stays on the first thread meanwhile
		}
		<-hold
	}()
}

func TestWhatIsNoProcessIsRefused(t *testing.T) {
	c := startPart(t, self(t), "echo")
	c.end()
	if err := NewTree().Add(c.PID); !errors.Is(err, ErrGone) {
		t.Errorf("error of a process that has ended = %v, want %v", err, ErrGone)
	}
	tid := make(chan int)
	hold := make(chan struct{})
	defer close(hold)
	onThread(hold, func() { tid <- unix.Gettid() })
	want := fmt.Sprintf("thread of process %d", os.Getpid())
	if err := NewTree().Add(<-tid); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error of a thread = %v, want %q in it", err, want)
	}
}

func TestTimeOfChildrenIsWaitedFor(t *testing.T) {
	f, tree := shell(t, `sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; echo done; read x`)
	f.line()
	if m := tree.Read()[0]; m.Waited < 10*time.Millisecond {
		t.Errorf("CPU time of children %v, want that of the loop", m.Waited)
	}
}

func TestTreeKeepsNoDescriptorOfWhoIsGone(t *testing.T) {
	f, tree := shell(t, "for i in $(seq 20); do sleep 100 & done; echo ready; wait")
	f.line()
	readUntil(t, tree, "21 processes", func(m []Member) bool { return len(m) == 21 })
	if tree.look.kept.kept != 21 {
		t.Errorf("%d descriptors are kept, want 21", tree.look.kept.kept)
	}
	_ = unix.Kill(-f.pid(), unix.SIGKILL)
	_ = f.cmd.Wait()
	readUntil(t, tree, "nobody", func(m []Member) bool { return len(m) == 0 })
	if tree.look.kept.kept != 0 {
		t.Errorf("%d descriptors are kept, want none", tree.look.kept.kept)
	}
	if tree.Close(); tree.look.load >= 0 {
		t.Error("the load of the machine is open after Close, want nothing")
	}
}

// BenchmarkTree tells what a reading of an unchanged tree costs: quiet where nothing
// was forked on the machine, and by each way of looking for what was.
func BenchmarkTree(b *testing.B) {
	for _, n := range []int{10, 100, 500} {
		f, tree := shell(b, fmt.Sprintf("for i in $(seq %d); do sleep 1000 & done; echo ready; wait", n-1))
		f.line()
		for len(tree.Read()) != n {
			continue
		}
		for _, way := range []struct {
			name   string
			search search
			looks  int
		}{{"quiet", byLess, 0}, {"lists", byLists, 1}, {"census", byCensus, 1}} {
			b.Run(fmt.Sprintf("%s-%d", way.name, n), func(b *testing.B) {
				tree.look.search = way.search
				b.ReportAllocs()
				used := ownCPU(b)
				for b.Loop() {
					tree.look.quiet, tree.looks = 0, way.looks
					if got := len(tree.Read()); got != n {
						b.Fatalf("processes = %d, want %d", got, n)
					}
				}
				b.ReportMetric((ownCPU(b)-used).Seconds()*1e6/float64(b.N)/float64(n), "CPU-µs/member")
			})
		}
	}
}
