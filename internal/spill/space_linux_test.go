package spill

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
)

func onDisk(t *testing.T, f *os.File) int64 {
	t.Helper()
	info, err := f.Stat()
	if err != nil {
		t.Fatalf("stat: %v", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		t.Fatalf("stat is a %T", info.Sys())
	}
	return 512 * stat.Blocks
}

func TestSpaceOfWhatWasReadIsGivenBack(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	const tasks, each = 50, 1 << 20
	s := storeOf(t, 4<<20)
	for range each / 1000 {
		for task := range tasks {
			s.Add(task, 1, make([]byte, 1000))
		}
	}
	full := onDisk(t, s.file.on)
	for task := range tasks / 2 {
		takeOf(t, s, task)
	}
	// Every second half of a pass over the file is a hole, up to a block at its ends.
	if got, want := onDisk(t, s.file.on), full*6/10; got > want {
		t.Errorf("half read: %d KiB on disk of %d, want at most %d", got>>10, full>>10, want>>10)
	}
	for task := tasks / 2; task < tasks; task++ {
		takeOf(t, s, task)
	}
	// What the last tasks printed may still have been in memory.
	if got := onDisk(t, s.file.on); got != 0 || s.file.end != 0 {
		t.Errorf("all read: %d bytes on disk, next at %d, want 0 and 0", got, s.file.end)
	}
}

// inChild runs the calling test again in a process of its own, and reports whether
// this is that process.
func inChild(t *testing.T) bool {
	t.Helper()
	const mark = "POOLSCOPE_TEST_CHILD"
	if os.Getenv(mark) != "" {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), mark+"=1", "TMPDIR="+t.TempDir())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("child: %v\n%.2000s", err, out)
	}
	return false
}

func TestFullDiskLosesOnlyWhatDoesNotFit(t *testing.T) {
	if !inChild(t) {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 300_000, Max: 300_000}); err != nil {
		t.Fatalf("setrlimit: %v", err)
	}
	s := storeOf(t, 128<<10)
	added, kept, lost := 0, 0, 0
	for range 500 {
		for task := range 10 {
			s.Add(task, 1, make([]byte, 200))
			added += 200
		}
	}
	for task := range 10 {
		err := s.Take(task, func(_ byte, data []byte) { kept += len(data) })
		loss, ok := errors.AsType[*LostError](err)
		if !ok || loss.Task != task || !errors.Is(err, syscall.EFBIG) {
			t.Fatalf("take task %d: %v, want a loss of its own for the file's size", task, err)
		}
		lost += int(loss.Bytes)
	}
	if kept+lost != added || kept < 300_000 {
		t.Errorf("%d bytes kept and %d lost of %d, want what fits and no byte unaccounted for", kept, lost, added)
	}
	s.Add(3, 1, make([]byte, 200_000))
	if got := len(takeOf(t, s, 3).data); got != 200_000 {
		t.Errorf("%d bytes once there is room again, want 200000", got)
	}
}
