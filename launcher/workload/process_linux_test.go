package workload

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// slack is what a Go process gains by itself while a test looks on, in bytes.
const slack = 24 * mebibyte

func TestMemoryIsResidentAndGivenBack(t *testing.T) {
	report, state := runHelper(t, helperTask{Name: "memory", Input: input("200"), Params: map[string]float64{"hold": 0}})
	if len(report.Results) != 1 || string(report.Results[0]) != "200" {
		t.Fatalf("memory of 200 = %s, %s, want 200", report.Results, report.Err)
	}
	if got := peak(t, state); got < 200*mebibyte {
		t.Errorf("peak = %d MiB, want 200 and more", got/mebibyte)
	}
	if got := report.RSSAfter - report.RSSBefore; got > slack {
		t.Errorf("%d MiB stay resident, want none", got/mebibyte)
	}
}

func TestABlockIsResidentWhileItIsHeld(t *testing.T) {
	before := resident()
	b, err := newBlock(100 * mebibyte)
	if err != nil {
		t.Fatal(err)
	}
	if got := resident() - before; got < 100*mebibyte || got > 100*mebibyte+slack {
		t.Errorf("resident = %d MiB more, want 100", got/mebibyte)
	}
	if err := b.release(); err != nil {
		t.Fatal(err)
	}
	if got := resident() - before; got > slack {
		t.Errorf("%d MiB stay resident, want none", got/mebibyte)
	}
}

func TestDialHoldsItsMemory(t *testing.T) {
	params := map[string]float64{"memory": 150, "cpu": 0, "wait": 0}
	report, state := runHelper(t, helperTask{Name: "dial", Input: input("0"), Params: params})
	if got := peak(t, state); got < 150*mebibyte {
		t.Errorf("peak = %d MiB, want 150 and more (%s)", got/mebibyte, report.Err)
	}
	if got := report.RSSAfter - report.RSSBefore; got > slack {
		t.Errorf("%d MiB stay resident, want none", got/mebibyte)
	}
}

func TestDialsProcessorTimeIsTheKernels(t *testing.T) {
	params := map[string]float64{"memory": 0, "cpu": 0.3, "wait": 0.2, "jitter": 0}
	_, state := runHelper(t, helperTask{Name: "dial", Input: input("0"), Params: params})
	got := state.UserTime() + state.SystemTime()
	if got < 300*time.Millisecond || got > 450*time.Millisecond {
		t.Errorf("the process used %v, want 300 ms and its start", got)
	}
}

func TestALeakStaysAndStops(t *testing.T) {
	params := map[string]float64{"max": 120, "step": 50, "pause": 0}
	report, state := runHelper(t, helperTask{Name: "leak", Input: input("0"), Params: params, Times: 3})
	if got := len(report.Results); got != 3 {
		t.Fatalf("%d of 3 tasks returned: %s", got, report.Err)
	}
	if got := string(report.Results[2]); got != "120" {
		t.Errorf("leaked %s MiB, want 120", got)
	}
	if got := report.RSSAfter - report.RSSBefore; got < 120*mebibyte {
		t.Errorf("%d MiB stay resident, want 120", got/mebibyte)
	}
	if got := peak(t, state); got > 120*mebibyte+report.RSSBefore+slack {
		t.Errorf("peak = %d MiB, want 120 and what the process needs", got/mebibyte)
	}
}

func TestExitEndsTheProcessWithItsCode(t *testing.T) {
	for _, code := range []int{0, 3, 255} {
		params := map[string]float64{"code": float64(code)}
		report, state := runHelper(t, helperTask{Name: "exit", Input: input("0"), Params: params})
		if state.ExitCode() != code || report.Results != nil {
			t.Errorf("exit code = %d with results %s, want %d", state.ExitCode(), report.Results, code)
		}
	}
}

func TestSegfaultDiesOfTheSignal(t *testing.T) {
	_, state := runHelper(t, helperTask{Name: "segfault", Input: input("0"), Core: true})
	if s := status(t, state); !s.Signaled() || s.Signal() != syscall.SIGSEGV {
		t.Errorf("ended by %v, want SIGSEGV", state)
	} else if s.CoreDump() {
		t.Error("left a core file")
	}
}

func TestIgnoreTermSurvivesSIGTERM(t *testing.T) {
	report, state := runHelper(t, helperTask{Name: "ignore-term", Input: input("0.05"), Signal: true})
	if !state.Success() || len(report.Results) != 1 {
		t.Errorf("ended by %v with %s %s, want success", state, report.Results, report.Err)
	}
	if got := state.UserTime() + state.SystemTime(); got < 50*time.Millisecond {
		t.Errorf("burnt %v, want 50 ms", got)
	}
	// The same without the task, so that the test can fail.
	if _, state = runHelper(t, helperTask{Name: "noop", Signal: true}); status(t, state).Signal() != syscall.SIGTERM {
		t.Errorf("a task that minds SIGTERM ended by %v", state)
	}
}

func TestHangGoesOnAndBurnsNothing(t *testing.T) {
	cmd := helper(t, helperTask{Name: "hang", Input: input("0")})
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stderr).ReadString('\n'); line != "begin\n" {
		t.Fatalf("helper said %q, %v", line, err)
	}
	<-time.After(300 * time.Millisecond) // what must not happen in this time is its end
	if err := cmd.Process.Kill(); err != nil {
		t.Errorf("kill: %v", err)
	}
	_ = cmd.Wait() // its error says that it was killed
	if s := status(t, cmd.ProcessState); s.Signal() != syscall.SIGKILL {
		t.Errorf("ended by %v, want SIGKILL", cmd.ProcessState)
	}
	if got := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(); got > 150*time.Millisecond {
		t.Errorf("burnt %v, want next to nothing", got)
	}
}

func TestTheFileHasNoNameWhileItIsUsed(t *testing.T) {
	for name, open := range map[string]func(string) (*os.File, error){"unnamed": unnamedFile, "removed": removedFile} {
		folder := t.TempDir()
		file, err := open(folder)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkEmpty(t, folder)
		link, err := os.Readlink(filepath.Join("/proc/self/fd", decimal(float64(file.Fd()))))
		if err != nil || !strings.HasPrefix(link, folder) || !strings.HasSuffix(link, " (deleted)") {
			t.Errorf("%s: file is %q, %v, want a deleted one in %s", name, link, err, folder)
		}
		flags, err := unix.FcntlInt(file.Fd(), unix.F_GETFD, 0)
		if err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("%s: descriptor flags = %#x, %v, want close on exec", name, flags, err)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAvailableMemoryIsTheKernels(t *testing.T) {
	got, known := available()
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		t.Fatal(err)
	}
	total := float64(info.Totalram) * float64(info.Unit)
	if !known || got == 0 || float64(got) > total {
		t.Errorf("available = %d of %.0f bytes, known %t", got, total, known)
	}
}
