package journal

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

// The files are GNU parallel's own (20221122), of: echo newlines and tabulators in the
// command, bytes that are no UTF-8, a timeout, and a failed task that was done again.
func TestJoblogOfGNUParallelIsRead(t *testing.T) {
	for _, c := range []struct {
		file string
		want []launcher.State
	}{
		{"plain", []launcher.State{"failed", "failed", "failed", "failed", "failed", "failed"}},
		{"bytes", []launcher.State{"killed", "killed", "killed", "killed"}},
		{"newline", []launcher.State{"done", "done"}},
		{"timeout", []launcher.State{"done", "timed_out"}},
		{"resumed", []launcher.State{"done", "failed", "done"}},
	} {
		p := resume(t, logOf(t, content(t, filepath.Join("testdata", "parallel", c.file+".joblog"))))
		var got []launcher.State
		for task := range p.known {
			got = append(got, p.tasks[task].state)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: states = %v, want %v", c.file, got, c.want)
		}
		// Nothing but the number of tasks can be compared.
		if _, err := p.Check(sequence(make([]string, len(c.want))), echo()); err != nil {
			t.Errorf("%s: %v", c.file, err)
		}
		if notes := p.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "GNU parallel wrote") {
			t.Errorf("%s: notes = %q, want that GNU parallel wrote it", c.file, notes)
		}
		few := resume(t, logOf(t, content(t, filepath.Join("testdata", "parallel", c.file+".joblog"))))
		if _, err := few.Check(sequence(make([]string, len(c.want)-1)), echo()); err == nil {
			t.Errorf("%s: fewer inputs than it has lines were not refused", c.file)
		}
	}
}

func TestExitOfJoblogIsZeroForSuccessAlone(t *testing.T) {
	code := func(n int) *int { return &n }
	for _, c := range []struct {
		r      launcher.Result
		exit   int
		signal int
	}{
		{launcher.Result{State: launcher.Done, ExitCode: code(0)}, 0, 0},
		{launcher.Result{State: launcher.Done}, 0, 0},
		{launcher.Result{State: launcher.Failed, ExitCode: code(137)}, 137, 0},
		{launcher.Result{State: launcher.Killed, Signal: "SIGKILL"}, 0, 9},
		{launcher.Result{State: launcher.TimedOut, Signal: "SIGTERM"}, -1, 15},
		{launcher.Result{State: launcher.TimedOut, ExitCode: code(0)}, -1, 0},
		{launcher.Result{State: launcher.Failed}, -1, 0},
	} {
		if exit, signal := exitOf(c.r); exit != c.exit || signal != c.signal {
			t.Errorf("exit of %+v = %d, %d, want %d, %d", c.r, exit, signal, c.exit, c.signal)
		}
	}
}

func TestJoblogIsThatOfGNUParallel(t *testing.T) {
	got := string(written(t, Joblog, echo(), []string{"a", "b"}))
	want := heading + "\n1\t:\t1700000000.000\t0.250\t0\t5\t0\t0\techo '\"a\"'\n2\t:\t1700000001.000\t0.250\t0\t5\t7\t0\techo '\"b\"'\n"
	if got != want {
		t.Errorf("joblog = %q, want %q", got, want)
	}
}

// A slot may be another at the next run: it makes no difference.
func TestSlotInCommandMakesNoDifference(t *testing.T) {
	words := []string{"a", "b", "c"}
	data := written(t, Joblog, echoSlot(), words)
	if _, err := resume(t, logOf(t, data)).Check(sequence(words), echoSlot()); err != nil {
		t.Error(err)
	}
	if _, err := resume(t, logOf(t, data)).Check(sequence([]string{"a", "b", "x"}), echoSlot()); err == nil {
		t.Error("another input was not refused")
	}
}

func TestGNUParallelGoesOnWithOurJoblog(t *testing.T) {
	program, err := exec.LookPath("parallel")
	if err != nil {
		t.Skip("GNU parallel is not installed")
	}
	if version, err := exec.Command(program, "--version").Output(); err != nil || !bytes.HasPrefix(version, []byte("GNU parallel")) {
		t.Skip("the program parallel is another one")
	}
	for flag, again := range map[string]func(launcher.State) bool{
		"--resume":        func(launcher.State) bool { return false },
		"--resume-failed": func(s launcher.State) bool { return s != launcher.Done },
	} {
		var got, want string
		// It ends too early now and then, with its own joblogs as well: 4 of 430 runs of
		// version 20221122.
		for try := 0; try < 5 && (try == 0 || got != want && strings.HasPrefix(want, got)); try++ {
			got, want = goOnWithParallel(t, program, flag, again)
		}
		if got != want {
			t.Errorf("%s: done = %q, want %q", flag, got, want)
		}
	}
}

// goOnWithParallel returns the tasks that GNU parallel does with a joblog of ours, and
// those that it has to.
func goOnWithParallel(t *testing.T, program, flag string, again func(launcher.State) bool) (got, want string) {
	t.Helper()
	words := hostile()
	path := logOf(t, written(t, Joblog, echo(), words))
	cmd := exec.CommandContext(t.Context(), program, "-k", flag, "--joblog", path, "echo", "{#}", ":::")
	var due strings.Builder
	for task := range len(words) + 2 {
		cmd.Args = append(cmd.Args, strconv.Itoa(task))
		if task >= len(words) || again(stateOf(task)) {
			fmt.Fprintln(&due, task+1)
		}
	}
	cmd.Env = append(os.Environ(), "PARALLEL_HOME="+t.TempDir())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if p := resume(t, path); p.foreign != bytes.Count(out, []byte("\n")) {
		t.Errorf("%s: lines of GNU parallel = %d, want one for each of %q", flag, p.foreign, out)
	}
	return string(out), due.String()
}
