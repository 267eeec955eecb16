//go:build unix

package plan_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestAPipeIsNeverWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	const want = "it is a device or a pipe; want a regular file"
	if _, err := plan.Load(path); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Load = %v, want … %s", err, want)
	}
	p := planWith("hello", plan.Inputs{Kind: plan.Lines, File: path})
	if _, _, err := p.Open(nil); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Open = %v, want … %s", err, want)
	}
}

func TestCommandsReadTheirInputsFromAPipeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	lines := plan.Inputs{Kind: plan.Lines, File: path}
	linked := lines
	linked.Combine, linked.Also = plan.Linked, []plan.Inputs{values("1", "2", "3")}
	for want, in := range map[string]plan.Inputs{
		`"a" "b"`:                       lines,
		`["a","1"] ["b","2"] ["a","3"]`: linked,
		`{"a":"b"}`:                     {Kind: plan.CSV, File: path},
	} {
		total, inputs, err := commandPlan(in, "echo").Open(nil)
		if err != nil || total != -1 {
			t.Fatalf("%s: Open = %d, %v, want inputs whose number is not known", want, total, err)
		}
		wrote := make(chan error)
		go func() { wrote <- os.WriteFile(path, []byte("a\nb\n"), 0) }()
		if got, err := drain(inputs); err != nil || got != want {
			t.Errorf("inputs = %s, %v, want %s", got, err, want)
		}
		if err := <-wrote; err != nil {
			t.Fatal(err)
		}
	}
	twice := lines
	twice.Also = []plan.Inputs{lines}
	const want = " is a pipe or a device and named twice, and can be read but once: name it once, or keep it in a file"
	if _, _, err := commandPlan(twice, "echo").Open(nil); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("Open of a pipe that is named twice = %v, want … %s", err, want)
	}
}

func TestAFileThatMayNotBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	path := write(t, "a.pool.toml", rest)
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Load(path); err == nil || !strings.HasSuffix(err.Error(), "permission denied") {
		t.Errorf("Load = %v, want permission denied", err)
	}
}

func TestAFileNameThatIsNotUTF8(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a\xff.txt"), nil, 0o600); err != nil {
		t.Skipf("the file system takes no such name: %v", err)
	}
	p := planWith("hello", plan.Inputs{Kind: plan.Glob, Glob: "*"})
	p.Dir = dir
	if _, _, err := p.Open(nil); err == nil || !strings.Contains(err.Error(), "is not UTF-8: rename it") {
		t.Errorf("Open = %v, want that the name is not UTF-8", err)
	}
}
