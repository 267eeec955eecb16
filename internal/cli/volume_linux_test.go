package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// raced tells whether this program is under the race detector, which takes several times
// the memory and the time (https://go.dev/doc/articles/race_detector).
func raced() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "-race" && s.Value == "true" })
}

// gibibyte writes 1 GiB of NUL bytes to its standard output.
const gibibyte = `head -c 1073741824 /dev/zero`

// peakBytes is the most memory that a program which has ended, or a process that it
// reaped, was in at once (getrusage(2)).
func peakBytes(t *testing.T, cmd *exec.Cmd) int64 {
	t.Helper()
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatalf("usage = %T", cmd.ProcessState.SysUsage())
	}
	return usage.Maxrss << 10
}

// counter counts bytes, and those that are not NUL.
type counter struct{ all, others int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.all += int64(len(b))
	c.others += int64(len(b) - bytes.Count(b, []byte{0}))
	return len(b), nil
}

// Issue 4: 1 GB from one task, even as one line, with the launcher under 150 MB.
func TestAGibibyteOnOneLineTakesLittleMemory(t *testing.T) {
	if testing.Short() || raced() {
		t.Skip("writes a GiB, and measures memory")
	}
	for name, test := range map[string]struct {
		args   []string
		others int64 // bytes besides the GiB
	}{
		"tagged, as it comes": {[]string{"--tag", "--shell", gibibyte, "--", ":::", "a"}, 3},
		"kept until its turn, with a log": {
			[]string{"-j", "2", "--log", "log", "--shell", `until [ -e "$1" ]; do sleep 0.1; done; echo; [ "$1" = turn ] || { ` + gibibyte + "; : >turn; }", "--", ":::", "turn", "."}, 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out counter
			var stderr bytes.Buffer
			cmd := program(t, append([]string{"run", "-q"}, test.args...)...)
			cmd.Dir, cmd.Stdout, cmd.Stderr = t.TempDir(), &out, &stderr
			cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
			err := cmd.Start()
			if err != nil {
				t.Fatal(err)
			}
			killAfter(t, cmd, 2*time.Minute)
			if err := cmd.Wait(); err != nil || out.all-out.others != 1<<30 || out.others != test.others {
				t.Errorf("%v with %d bytes and %d others, want 1 GiB and %d; stderr %.300q", err, out.all-out.others, out.others, test.others, stderr.String())
			}
			if peak := peakBytes(t, cmd); peak >= 150e6 {
				t.Errorf("peak memory = %d MB, want less than 150", peak/1e6)
			}
		})
	}
}

// numbers writes lines with the numbers from 1 on, up to the last or without end.
func numbers(w io.WriteCloser, last int) {
	b := bufio.NewWriterSize(w, 1<<16)
	for n := 1; last <= 0 || n <= last; n++ {
		if _, err := fmt.Fprintln(b, n); err != nil {
			break
		}
	}
	_ = b.Flush() // who reads may have had enough
	_ = w.Close()
}

// fed starts a program whose standard input has the numbers, and returns the lines of
// its standard output.
func fed(t *testing.T, cmd *exec.Cmd, last int) *bufio.Scanner {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	lines := linesOf(t, cmd)
	ended := make(chan struct{})
	go func() { defer close(ended); numbers(in, last) }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = in.Close(); <-ended })
	return lines
}

// Issue 4: 1,000,000 inputs, the first task under 1 s.
func TestTheFirstOfAMillionInputsStartsAtOnce(t *testing.T) {
	if raced() {
		t.Skip("measures time")
	}
	dir := t.TempDir()
	million, thousand := filepath.Join(dir, "million"), filepath.Join(dir, "thousand")
	for name, last := range map[string]int{million: 1_000_000, thousand: 1_000} {
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		numbers(file, last)
	}
	for name, args := range map[string][]string{
		"a file":         {"--", "echo", "{}", "::::", million},
		"standard input": {"--log", filepath.Join(dir, "log"), "--results", filepath.Join(dir, "out"), "--", "echo", "{}"},
		"combinations":   {"--", "echo", "{1}", "::::", thousand, "::::", thousand},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			lines := fed(t, program(t, append([]string{"run", "-q"}, args...)...), 1_000_000)
			if !lines.Scan() || lines.Text() != "1" {
				t.Errorf("first line = %q, want 1", lines.Text())
			}
			if took := time.Since(began); took > time.Second {
				t.Errorf("first output after %s, want it within a second", took)
			}
		})
	}
}

// resident is what a process is in now, in bytes (proc(5), statm).
func resident(t *testing.T, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// Issue 4: an endless producer starts at once, with flat memory and an unknown total; a
// finished task keeps less than 300 bytes.
func TestAnEndlessProducerIsFollowedInFlatMemory(t *testing.T) {
	if testing.Short() || raced() {
		t.Skip("starts many processes, and measures memory")
	}
	const warm, more = 2_000, 6_000
	var stderr bytes.Buffer
	cmd := program(t, "run", "-j", "2", "--log", filepath.Join(t.TempDir(), "log"), "--", "echo")
	cmd.Stderr = &stderr
	lines := fed(t, cmd, 0)
	var before int64
	for n := 1; n <= warm+more; n++ {
		if !lines.Scan() || lines.Text() != strconv.Itoa(n) {
			t.Fatalf("line %d = %q; stderr %.300q", n, lines.Text(), stderr.String())
		}
		if n == warm {
			before = resident(t, cmd.Process.Pid)
		}
	}
	// The memory of what is freed and not yet given back goes up and down by 1 MiB.
	if grew := resident(t, cmd.Process.Pid) - before; grew > 300*more+1<<20 {
		t.Errorf("memory grew by %d bytes a task, want at most 300", grew/more)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if status := statusOf(t, cmd.Wait()); status != 130 {
		t.Errorf("status %d, want 130", status)
	}
	for _, want := range []string{"Command: tasks as they are read of ", "; the inputs were not read to their end\n", "left over 0\n"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr = %q, want %q in it", stderr.String(), want)
		}
	}
}

// Issue 4: a task starts when its input comes, and its output shows when it ends; its
// record is in the log by then.
func TestASlowProducersTasksAreDoneAndLoggedAsTheyCome(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	cmd := program(t, "run", "-q", "-j", "2", "--log", log, "--joblog", log+".jobs", "--", "echo")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	lines := linesOf(t, cmd)
	for task, word := range []string{"a", "b", "c"} {
		if _, err := fmt.Fprintln(in, word); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() || lines.Text() != word {
			t.Fatalf("line %d = %q, want %q", task, lines.Text(), word)
		}
	}
	// The third may be printed before its record is written; the two before are behind it.
	for name, want := range map[string][]string{log: {`"input":"a","state":"done"`, `"input":"b","state":"done"`}, log + ".jobs": {"\techo a\n", "\techo b\n"}} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range want {
			if !strings.Contains(string(text), record) {
				t.Errorf("%s = %q while the run goes on, want %q in it", filepath.Base(name), text, record)
			}
		}
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if status := statusOf(t, cmd.Wait()); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
}
