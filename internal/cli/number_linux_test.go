package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Issue 4: {#} counts by input order and stays over retries and resume.
func TestTheNumberOfATaskStaysOverAttemptsAndRuns(t *testing.T) {
	dir := t.TempDir()
	const script = `echo "$1 $2" >>said; [ "$1" != c ] || [ -e good ]`
	run := func(flags ...string) int {
		t.Helper()
		cmd := program(t, slices.Concat([]string{"run", "-q", "-j", "3", "--log", "log"}, flags, []string{"--", "sh", "-c", script, "sh", "{}", "{#}", ":::", "a", "b", "c", "d"})...)
		cmd.Dir = dir
		return statusOf(t, cmd.Run())
	}
	if status := run("--retries", "2"); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if err := os.WriteFile(filepath.Join(dir, "good"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if status := run("--resume-failed"); status != 0 {
		t.Errorf("status %d of the resumed run, want 0", status)
	}
	text, err := os.ReadFile(filepath.Join(dir, "said"))
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Split(strings.TrimSpace(string(text)), "\n")
	slices.Sort(said)
	if want := []string{"a 1", "b 2", "c 3", "c 3", "c 3", "c 3", "d 4"}; !slices.Equal(said, want) {
		t.Errorf("inputs and numbers = %q, want %q", said, want)
	}
}

// Issue 4: {%} is never held by two live tasks, those included that time out, are tried
// again, or leave processes behind.
func TestASlotsNumberIsHeldByOneTaskThatLives(t *testing.T) {
	dir := t.TempDir()
	// A task holds the lock of its slot by a descriptor, until it and its children are gone.
	const script = `exec 9>"slot$2"; flock -n 9 || { echo "$2" >>taken; exit; }; : >"used$2"
case $(($1 % 4)) in 0) sleep 30 ;; 1) exit 1 ;; 2) kill -9 $$ ;; esac; sleep 0.02`
	if _, err := exec.LookPath("flock"); err != nil {
		t.Skip("needs flock(1)")
	}
	args := []string{"run", "-q", "-j", "3", "--retries", "1", "--timeout", "0.2s", "--", "sh", "-c", script, "sh", "{}", "{%}", ":::"}
	for task := range 24 {
		args = append(args, strconv.Itoa(task))
	}
	cmd := program(t, args...)
	cmd.Dir = dir
	if status := statusOf(t, cmd.Run()); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if taken, err := os.ReadFile(filepath.Join(dir, "taken")); err == nil {
		t.Errorf("slots that were held already: %q", taken)
	}
	if used, err := filepath.Glob(filepath.Join(dir, "used*")); err != nil || len(used) != 3 || filepath.Base(used[0]) != "used1" {
		t.Errorf("slots = %q (%v), want 1 to 3", used, err)
	}
}

// Issue 4: one well-formed record a task whatever is in the command, killed and timed-out
// ones included; exit codes and signals apart in both logs.
func TestEachTaskHasOneRecordWhateverIsInItsCommand(t *testing.T) {
	ends := []struct {
		script, state string
		jobs          string // Exitval and Signal
	}{
		{"exit 0", "done", "0\t0"}, {"exit 137", "failed", "137\t0"}, {"kill -9 $$", "killed", "0\t9"}, {"sleep 30", "timed_out", "-1\t15"}, {"exit 126", "failed", "126\t0"}, {"exit 127", "failed", "127\t0"},
	}
	args := []string{"run", "-q", "-j", "30", "--timeout", "2s", "--log", "log", "--joblog", "jobs", "--shell", `eval "$2"`, "--", ":::"}
	args = append(args, hostile()...)
	args = append(args, ":::")
	for _, end := range ends {
		args = append(args, end.script)
	}
	cmd := program(t, args...)
	cmd.Dir = t.TempDir()
	if status := statusOf(t, cmd.Run()); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	states, total := map[int]string{}, len(hostile())*len(ends)
	for _, text := range recordsOf(t, filepath.Join(cmd.Dir, "log")) {
		var record struct {
			Task  *int
			State string
		}
		if err := json.Unmarshal(text, &record); err != nil {
			t.Fatalf("record %q: %v", text, err)
		}
		if record.State != "" {
			states[*record.Task] += record.State
		}
	}
	jobs := map[int]string{}
	for _, text := range recordsOf(t, filepath.Join(cmd.Dir, "jobs"))[1:] {
		fields := strings.Split(string(text), "\t")
		if len(fields) != 9 {
			t.Fatalf("line %q has %d columns, want 9", text, len(fields))
		}
		task, err := strconv.Atoi(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		jobs[task-1] += strings.Join(fields[6:8], "\t")
	}
	for task := range total {
		if want := ends[task%len(ends)]; states[task] != want.state || jobs[task] != want.jobs {
			t.Errorf("task %d = %q in the log, %q in the joblog, want %q and %q once", task, states[task], jobs[task], want.state, want.jobs)
		}
	}
	if len(states) != total || len(jobs) != total {
		t.Errorf("tasks = %d in the log, %d in the joblog, want %d", len(states), len(jobs), total)
	}
}

// recordsOf returns the lines of a file, each of which has its end.
func recordsOf(t *testing.T, path string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rest, whole := bytes.CutSuffix(text, []byte("\n"))
	if !whole {
		t.Errorf("%s ends within a line", path)
	}
	return bytes.Split(rest, []byte("\n"))
}
