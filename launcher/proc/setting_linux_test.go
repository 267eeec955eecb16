package proc_test

import (
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// sleeper starts a process as a user, 0 for one's own.
func sleeper(t *testing.T, user uint32) proc.Process {
	t.Helper()
	command := exec.Command("sleep", "60")
	if user != 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user, NoSetGroups: true}}
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	p, ok := proc.Read(command.Process.Pid)
	if !ok {
		t.Fatal("the process that was started cannot be read")
	}
	return p
}

// unprivileged gives up CAP_SYS_NICE until the test ends, on its thread.
func unprivileged(t *testing.T) {
	t.Helper()
	runtime.LockOSThread()
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var before [2]unix.CapUserData
	if err := unix.Capget(&header, &before[0]); err != nil {
		t.Fatal(err)
	}
	without := before
	without[0].Effective &^= 1 << unix.CAP_SYS_NICE
	if err := unix.Capset(&header, &without[0]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Capset(&header, &before[0]); err != nil {
			t.Error(err)
		}
		runtime.UnlockOSThread()
	})
}

func TestOnlyRootMakesAProcessLessNice(t *testing.T) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NICE, &limit); err != nil || limit.Cur != 0 {
		t.Skipf("RLIMIT_NICE is %d (%v), want 0: anybody may lower a niceness here", limit.Cur, err)
	}
	p := sleeper(t, 0)
	unprivileged(t)
	if got := proc.LowestNice(); got <= proc.MostNice {
		t.Errorf("lowest niceness = %d, want none that there is", got)
	}
	if err := p.SetNice(17, true); err != nil {
		t.Fatal(err)
	}
	err := p.SetNice(13, true)
	if err == nil || !strings.Contains(err.Error(), "only root may make it less nice than it is (17), which 13 would do") {
		t.Errorf("error = %v, want that only root may", err)
	}
	if errors.Is(err, proc.ErrInPart) {
		t.Errorf("error = %v, but nothing was set", err)
	}
}

func TestAnotherUsersProcessIsLeftAsItIs(t *testing.T) {
	if unix.Getuid() != 0 {
		t.Skip("only root can start the process of another user")
	}
	p := sleeper(t, 65534)
	unprivileged(t)
	for what, err := range map[string]error{"niceness": p.SetNice(7, false), "cores": p.SetAffinity([]int{0}, false)} {
		if !errors.Is(err, proc.ErrForeign) {
			t.Errorf("%s: error = %v, want %v", what, err, proc.ErrForeign)
		}
	}
}

func TestAProcessThatIsGoneIsNotTakenForItsHeir(t *testing.T) {
	p := sleeper(t, 0)
	p.Start-- // whoever had the PID before
	for what, err := range map[string]error{"niceness": p.SetNice(17, true), "cores": p.SetAffinity([]int{0}, true)} {
		if !errors.Is(err, unix.ESRCH) {
			t.Errorf("%s: error = %v, want %v", what, err, unix.ESRCH)
		}
	}
}

func TestEveryThreadGetsWhatIsSet(t *testing.T) {
	self, ok := proc.Read(unix.Getpid())
	if !ok {
		t.Fatal("this process cannot be read")
	}
	tids := proc.Threads(self.PID)
	if len(tids) < 2 {
		t.Fatalf("threads = %v, want several of a Go program", tids)
	}
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := self.SetNice(20-raw, false); err != nil {
		t.Errorf("to set the niceness that it has: %v", err)
	}
	allowed := proc.AllowedCores(self.PID)
	t.Cleanup(func() { _ = self.SetAffinity(allowed, false) })
	if err := self.SetAffinity(allowed[:1], false); err != nil {
		t.Fatal(err)
	}
	for _, tid := range tids {
		if got := proc.AllowedCores(tid); len(got) != 1 && len(got) != 0 { // 0: it ended meanwhile
			t.Errorf("cores of thread %d = %v, want %v", tid, got, allowed[:1])
		}
	}
	if err := self.SetAffinity([]int{-1}, false); err == nil {
		t.Error("core -1 was taken")
	}
}
