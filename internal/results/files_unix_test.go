//go:build unix

package results

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	before := syscall.Umask(0)
	defer syscall.Umask(before)
	dir := filepath.Join(t.TempDir(), "new", "results")
	f := openIn(t, dir)
	prints(t, f, 0, launcher.Stdout, "x")
	finish(t, f, launcher.Result{Task: 0, State: launcher.Done})
	name := nameOf(0, input(0))
	for path, want := range map[string]os.FileMode{
		"..": 0o700, ".": 0o700, name: 0o700, name + "/stdout": 0o600, name + "/stderr": 0o600, name + "/" + recordName: 0o600,
	} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil {
			t.Fatalf("stat: %v", err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("mode of %s = %v, want %v", path, got, want)
		}
	}
}

// fillFiles has as many other files written as stay open.
func fillFiles(t *testing.T, f *Folder) {
	t.Helper()
	for task := range maxOpen {
		prints(t, f, 100+task, launcher.Stdout, "x")
	}
}

func TestWhatATaskPutsInPlaceOfItsFileIsNotWritten(t *testing.T) {
	for name, plant := range map[string]func(path, victim string) error{
		"link":   func(path, victim string) error { return os.Symlink(victim, path) },
		"inside": func(path, _ string) error { return os.Symlink("../victim", path) },
		"pipe":   func(path, _ string) error { return syscall.Mkfifo(path, 0o600) },
		"folder": func(path, _ string) error { return os.Mkdir(path, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			outside, dir := t.TempDir(), t.TempDir()
			victims := []string{filepath.Join(outside, "victim"), filepath.Join(dir, "victim")}
			for _, victim := range victims {
				if err := os.WriteFile(victim, []byte("safe"), 0o600); err != nil {
					t.Fatalf("write: %v", err)
				}
			}
			f := openIn(t, dir)
			prints(t, f, 0, launcher.Stdout, "x")
			fillFiles(t, f)
			path := filepath.Join(dir, pathOf(nameOf(0, input(0)), launcher.Stdout))
			if err := errors.Join(os.Remove(path), plant(path, victims[0])); err != nil {
				t.Fatalf("plant: %v", err)
			}
			err := f.Output(0, input(0), launcher.Stdout, []byte("evil"))
			if err == nil || !strings.Contains(err.Error(), "task 0") {
				t.Errorf("output: %v, want an error that names the task", err)
			}
			for _, victim := range victims {
				if got := read(t, victim); got != "safe" {
					t.Errorf("%s = %q, want it untouched", victim, got)
				}
			}
		})
	}
}

func TestRemovedFolderIsSaidOnce(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir)
	prints(t, f, 0, launcher.Stdout, "x")
	fillFiles(t, f)
	if err := os.RemoveAll(filepath.Join(dir, nameOf(0, input(0)))); err != nil {
		t.Fatalf("remove: %v", err)
	}
	if err := f.Output(0, input(0), launcher.Stdout, []byte("y")); err == nil {
		t.Errorf("output into a removed folder: no error")
	}
	prints(t, f, 0, launcher.Stderr, "z")
	finish(t, f, launcher.Result{Task: 0, State: launcher.Done})
}

func TestResumedTaskDoesNotFollowAPlantedFolder(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "stdout"), []byte("safe"), 0o600); err != nil {
		t.Fatalf("write: %v", err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, nameOf(0, input(0)))); err != nil {
		t.Fatalf("link: %v", err)
	}
	f := resumeIn(t, dir)
	prints(t, f, 0, launcher.Stdout, "own")
	if got := read(t, outside, "stdout"); got != "safe" {
		t.Errorf("file outside = %q, want it untouched", got)
	}
	if got := read(t, dir, nameOf(0, input(0)), "stdout"); got != "own" {
		t.Errorf("stdout = %q, want %q", got, "own")
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
	cmd.Env = append(os.Environ(), mark+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("child: %v\n%.2000s", err, out)
	}
	return false
}

func limit(t *testing.T, resource int, to uint64) {
	t.Helper()
	if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: to, Max: to}); err != nil {
		t.Fatalf("setrlimit: %v", err)
	}
}

func TestFullDiskIsSaidOnceAndMarksThatTaskAlone(t *testing.T) {
	if !inChild(t) {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	limit(t, syscall.RLIMIT_FSIZE, 1000)
	dir := t.TempDir()
	f := openIn(t, dir)
	text := strings.Repeat("x", 700)
	prints(t, f, 0, launcher.Stdout, text)
	prints(t, f, 1, launcher.Stdout, text)
	err := f.Output(0, input(0), launcher.Stdout, []byte(text))
	if !errors.Is(err, syscall.EFBIG) || !strings.Contains(err.Error(), "task 0") || !strings.Contains(err.Error(), dir) {
		t.Errorf("output: %v, want the task, the folder and the reason", err)
	}
	prints(t, f, 0, launcher.Stdout, "after the gap")
	finish(t, f, launcher.Result{Task: 0, State: launcher.Done})
	finish(t, f, launcher.Result{Task: 1, State: launcher.Done})
	if got := len(read(t, dir, nameOf(0, input(0)), "stdout")); got != 1000 {
		t.Errorf("stdout of task 0 = %d bytes, want the 1000 that fit", got)
	}
	complete := []string{`"complete":false`, `"complete":true`, `"complete":false`}
	for task := range 2 {
		expectRecord(t, dir, task, complete[task])
	}
	if err := f.Output(1, nil, launcher.Stdout, []byte(text)); !errors.Is(err, syscall.EFBIG) {
		t.Errorf("late output: %v, want the reason", err)
	}
	expectRecord(t, dir, 1, complete[2])
}

func expectRecord(t *testing.T, dir string, task int, want string) {
	t.Helper()
	if got := read(t, dir, nameOf(task, input(task)), recordName); !strings.Contains(got, want) {
		t.Errorf("record of task %d = %s, want %s", task, got, want)
	}
}

func TestDescriptorsThatRunOutAreSpared(t *testing.T) {
	if !inChild(t) {
		return
	}
	dir := t.TempDir()
	f := openIn(t, dir)
	fillFiles(t, f)
	limit(t, syscall.RLIMIT_NOFILE, 16)
	for task := range 40 {
		prints(t, f, task, launcher.Stdout, "a")
	}
	for task := range 40 {
		prints(t, f, task, launcher.Stdout, "b")
		finish(t, f, launcher.Result{Task: task, State: launcher.Done})
	}
	wrong := 0
	for task := range 40 {
		if data, err := f.root.ReadFile(pathOf(nameOf(task, input(task)), launcher.Stdout)); err != nil || string(data) != "ab" {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of 40 files differ from what was printed", wrong)
	}
}
