package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// openIn opens the folder of a new run, and closes it at the end of the test.
func openIn(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return f
}

func resumeIn(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Resume(dir)
	if err != nil {
		t.Fatalf("resume: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func input(task int) json.RawMessage { return fmt.Appendf(nil, `"in %d"`, task) }

func prints(t *testing.T, f *Folder, task int, stream launcher.Stream, text string) {
	t.Helper()
	if err := f.Output(task, input(task), stream, []byte(text)); err != nil {
		t.Errorf("output of task %d: %v", task, err)
	}
}

func finish(t *testing.T, f *Folder, r launcher.Result) {
	t.Helper()
	r.Input = input(r.Task)
	if err := f.Finished(r); err != nil {
		t.Errorf("end of task %d: %v", r.Task, err)
	}
}

func TestOutputIsThereAsItComes(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir)
	name := nameOf(3, input(3))
	prints(t, f, 3, launcher.Stdout, "one\x00\xff\r\n")
	prints(t, f, 3, launcher.Stderr, "two")
	prints(t, f, 3, launcher.Stdout, "three")
	if got, want := read(t, dir, name, "stdout"), "one\x00\xff\r\nthree"; got != want {
		t.Errorf("stdout = %q, want %q", got, want)
	}
	if got, want := read(t, dir, name, "stderr"), "two"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
	if _, err := os.Stat(filepath.Join(dir, name, recordName)); err == nil {
		t.Errorf("a record is there before the task's end")
	}
	finish(t, f, launcher.Result{Task: 3, State: launcher.Done})
	prints(t, f, 3, launcher.Stdout, ", late")
	if err := f.Output(3, nil, launcher.Stderr, []byte(" more")); err != nil {
		t.Errorf("late output without its input: %v", err)
	}
	if got, want := read(t, dir, name, "stdout"), "one\x00\xff\r\nthree, late"; got != want {
		t.Errorf("stdout = %q, want %q", got, want)
	}
	if got, want := read(t, dir, name, "stderr"), "two more"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestRecordSaysHowTheTaskEnded(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir)
	code := 137
	finish(t, f, launcher.Result{
		Task: 1, State: launcher.Failed, ExitCode: &code, Err: "exit code 137", Worker: "Process-2", PID: 42, Attempt: 2,
		At: 3 * time.Second, Wall: time.Second, CPU: 500 * time.Millisecond, MaxRSS: 4096,
	})
	finish(t, f, launcher.Result{Task: 2, State: launcher.Killed, Signal: "SIGKILL"})
	want := `{"task":1,"input":"in 1","state":"failed","exit_code":137,"signal":null,"error":"exit code 137","result":null,"attempt":2,` +
		`"worker":"Process-2","pid":42,"start_s":2,"wall_s":1,"cpu_s":0.5,"max_rss_bytes":4096,"complete":true}` + "\n"
	if got := read(t, dir, nameOf(1, input(1)), recordName); got != want {
		t.Errorf("record = %s, want %s", got, want)
	}
	if got, want := read(t, dir, nameOf(2, input(2)), recordName), `"exit_code":null,"signal":"SIGKILL"`; !strings.Contains(got, want) {
		t.Errorf("record = %s, want %s in it", got, want)
	}
	if got := strings.Join(namesIn(t, filepath.Join(dir, nameOf(1, input(1)))), " "); got != "result.json stderr stdout" {
		t.Errorf("files = %s, want result.json stderr stdout", got)
	}
}

func TestInputOfNoUTF8StaysAsItIsInTheRecord(t *testing.T) {
	dir, given := t.TempDir(), json.RawMessage(`"<\udc80>"`)
	f := openIn(t, dir)
	if err := f.Finished(launcher.Result{Task: 0, Input: given, State: launcher.Done}); err != nil {
		t.Fatalf("finished: %v", err)
	}
	if got := read(t, dir, nameOf(0, given), recordName); !strings.Contains(got, `"input":"<\udc80>"`) {
		t.Errorf("record = %s, want the input as it came", got)
	}
}

func TestEachAttemptHasItsFiles(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir)
	for attempt := 1; attempt < 3; attempt++ {
		prints(t, f, 0, launcher.Stdout, fmt.Sprint("attempt ", attempt))
		if err := f.Retried(launcher.Result{Task: 0, Input: input(0), State: launcher.TimedOut, Attempt: attempt}); err != nil {
			t.Errorf("retried: %v", err)
		}
	}
	prints(t, f, 0, launcher.Stdout, "attempt 3")
	finish(t, f, launcher.Result{Task: 0, State: launcher.Done, Attempt: 3})
	name := nameOf(0, input(0))
	for path, want := range map[string]string{"attempt-1": "attempt 1", "attempt-2": "attempt 2", "": "attempt 3"} {
		if got := read(t, dir, name, path, "stdout"); got != want {
			t.Errorf("%s/stdout = %q, want %q", path, got, want)
		}
	}
	if got := read(t, dir, name, "attempt-2", recordName); !strings.Contains(got, `"state":"timed_out"`) || !strings.Contains(got, `"attempt":2,`) {
		t.Errorf("record of attempt 2 = %s", got)
	}
}

func TestTaskThatDidNotRunHasNoFolder(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir)
	finish(t, f, launcher.Result{Task: 0, State: launcher.NotRun})
	finish(t, f, launcher.Result{Task: 1, State: launcher.Done, Before: true})
	if err := f.Output(-1, nil, launcher.Stdout, []byte("of no task")); err != nil {
		t.Errorf("output of no task: %v", err)
	}
	if got := namesIn(t, dir); len(got) > 0 {
		t.Errorf("folder holds %q, want nothing", got)
	}
}

func TestAnEarlierRunIsNotWrittenOver(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "20240101-holiday"), 0o700); err != nil {
		t.Fatalf("mkdir: %v", err)
	}
	first := openIn(t, dir)
	prints(t, first, 4, launcher.Stdout, "kept")
	if f, err := Open(dir); err == nil {
		f.Close()
		t.Errorf("a folder with an earlier run was opened, want it refused")
	} else if !strings.Contains(err.Error(), nameOf(4, input(4))) {
		t.Errorf("error = %q, want it to name what is there", err)
	}
	if got := read(t, dir, nameOf(4, input(4)), "stdout"); got != "kept" {
		t.Errorf("stdout = %q, want %q", got, "kept")
	}
}

func TestOnlyWhatIsRunAgainGivesWay(t *testing.T) {
	dir := t.TempDir()
	first := openIn(t, dir)
	for task := range 3 {
		prints(t, first, task, launcher.Stdout, "first")
	}
	finish(t, first, launcher.Result{Task: 0, State: launcher.Done})
	second := resumeIn(t, dir)
	finish(t, second, launcher.Result{Task: 0, State: launcher.Done, Before: true})
	prints(t, second, 1, launcher.Stdout, "second")
	finish(t, second, launcher.Result{Task: 1, State: launcher.Done})
	prints(t, second, 1, launcher.Stdout, ", late")
	finish(t, second, launcher.Result{Task: 2, State: launcher.Done})
	for task, want := range []string{"first", "second, late", ""} {
		if got := read(t, dir, nameOf(task, input(task)), "stdout"); got != want {
			t.Errorf("task %d: stdout = %q, want %q", task, got, want)
		}
	}
}

func TestFolderOfSomebodyElseStaysAsItIsAndIsSaidOnce(t *testing.T) {
	dir := t.TempDir()
	f, other := openIn(t, dir), openIn(t, dir)
	prints(t, f, 0, launcher.Stdout, "first")
	finish(t, f, launcher.Result{Task: 0, State: launcher.Done})
	before := read(t, dir, nameOf(0, input(0)), recordName)
	err := other.Output(0, input(0), launcher.Stdout, []byte("second"))
	if !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "task 0") {
		t.Errorf("output: %v, want the task and that its folder is there", err)
	}
	failed := launcher.Result{Task: 0, Input: input(0), State: launcher.Failed, Attempt: 1}
	for _, err := range []error{other.Retried(failed), other.Finished(failed)} {
		if err != nil {
			t.Errorf("said again: %v", err)
		}
	}
	prints(t, other, 0, launcher.Stdout, "late")
	if got := read(t, dir, nameOf(0, input(0)), "stdout"); got != "first" {
		t.Errorf("stdout = %q, want %q", got, "first")
	}
	if got := read(t, dir, nameOf(0, input(0)), recordName); got != before {
		t.Errorf("record = %s, want %s", got, before)
	}
}

func TestManyTasksByTurnsAreExactWithFewDescriptors(t *testing.T) {
	dir := t.TempDir()
	f := openIn(t, dir)
	random, want := rand.New(rand.NewPCG(1, 1)), map[string]string{}
	for i := range 3000 {
		task, stream := random.IntN(200), launcher.Stream(1+random.IntN(2))
		text := fmt.Sprintf("%d ", i)
		prints(t, f, task, stream, text)
		want[pathOf(nameOf(task, input(task)), stream)] += text
		if len(f.files.open) > maxOpen {
			t.Fatalf("open files = %d, want at most %d", len(f.files.open), maxOpen)
		}
	}
	for path, text := range want {
		if got := read(t, dir, path); got != text {
			t.Errorf("%s differs from what was printed", path)
		}
	}
	for task := range 200 {
		finish(t, f, launcher.Result{Task: task, State: launcher.Done})
	}
	if len(f.files.open) > 0 || len(f.live) > 0 {
		t.Errorf("%d files and %d tasks kept after all ended, want none", len(f.files.open), len(f.live))
	}
}

func TestFolderThatCannotBeIsRefusedWithItsName(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatalf("write: %v", err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below"), ""} {
		f, err := Open(dir)
		if err == nil {
			f.Close()
			t.Errorf("open %q: no error", dir)
			continue
		}
		if !strings.Contains(err.Error(), fmt.Sprintf("%q", dir)) {
			t.Errorf("error = %q, want it to name %q", err, dir)
		}
	}
}
