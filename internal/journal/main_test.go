package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/launcher"
)

// TestMain makes the test binary a program that writes a log, where it is told to.
func TestMain(m *testing.M) {
	if path := os.Getenv("JOURNAL_TEST_LOG"); path != "" {
		writerMain(path)
	}
	goleak.VerifyTestMain(m)
}

// hostile are inputs of a run, as bytes: each would break a careless log.
func hostile() []string {
	return []string{"a", "two\nlines", "tab\tand\x00\x1b[31m", "\xff\xfe\x80", `"quoted" \back $(x)`, "", "-n", "{}", "é\u2028\U0001f600", "last\n"}
}

func inputOf(word string) json.RawMessage { return argv.AppendText(nil, []byte(word)) }

func sequence(words []string) Inputs {
	return func(yield func(json.RawMessage, error) bool) {
		for _, word := range words {
			if !yield(inputOf(word), nil) {
				return
			}
		}
	}
}

// echo is a run of commands that do not hold the slot, as those of echoSlot do.
func echo() Run {
	run := Run{Title: "Echo\xff\n", Template: []string{"echo", "\xff{}", "{%}"}}
	run.Argv = func(e launcher.Errand) ([]string, error) {
		var text string
		if err := json.Unmarshal(e.Input, &text); err != nil || strings.Contains(text, "\x00") {
			return nil, errors.New("NUL")
		}
		return []string{"echo", string(e.Input)}, nil
	}
	return run
}

func echoSlot() Run {
	run := echo()
	words := run.Argv
	run.Argv = func(e launcher.Errand) ([]string, error) {
		made, err := words(e)
		return append(made, strconv.Itoa(e.Slot)), err
	}
	return run
}

// do tells a writer of a task that ran in a slot, with a second attempt where the
// first is to fail.
func do(w *Writer, task, slot int, word string, state launcher.State, attempts int) {
	for attempt := 1; attempt <= attempts; attempt++ {
		worker := fmt.Sprintf("Process-%d-%d", task+1, attempt)
		at := time.Duration(task) * time.Second
		w.Event(launcher.WorkerStarted{At: at, Worker: worker, Slot: slot, PID: 1, Started: time.Unix(1700000000, 0).Add(at)})
		w.Event(launcher.TaskStarted{At: at, Task: task, Worker: worker, PID: 1, Attempt: attempt, Input: inputOf(word)})
		w.Event(launcher.TaskOutput{At: at, Task: task, Worker: worker, Stream: launcher.Stdout, Data: []byte("12345")})
		r := launcher.Result{
			At: at + 250*time.Millisecond, Task: task, Worker: worker, PID: 1, State: state, Input: inputOf(word),
			Wall: 250 * time.Millisecond, CPU: time.Millisecond, MaxRSS: 4096, Attempt: attempt,
		}
		code := 0
		switch {
		case attempt < attempts || state == launcher.Failed:
			code, r.State, r.Err, r.ExitCode = 7, launcher.Failed, "exit status 7\xff\n", &code
		case state == launcher.Done:
			r.ExitCode = &code
		default:
			r.Signal = "SIGKILL"
		}
		if attempt < attempts {
			w.Event(launcher.TaskRetried{Result: r})
		} else {
			w.Event(launcher.TaskFinished{Result: r})
		}
		w.Event(launcher.WorkerExited{At: r.At, Worker: worker, Slot: slot, PID: 1})
	}
}

// stateOf spreads the states over tasks.
func stateOf(task int) launcher.State {
	return []launcher.State{launcher.Done, launcher.Failed, launcher.Done, launcher.Killed, launcher.TimedOut}[task%5]
}

func doAll(w *Writer, words []string) {
	for task, word := range words {
		do(w, task, 1+task%3, word, stateOf(task), 1+task%2)
	}
}

func create(t *testing.T, path string, format Format, run Run) *Writer {
	t.Helper()
	w, err := Create(path, format, run)
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	return w
}

func closed(t *testing.T, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// written is a log of a whole run.
func written(t *testing.T, format Format, run Run, words []string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, format, run)
	doAll(w, words)
	closed(t, w)
	return content(t, path)
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// logOf makes a file of a log.
func logOf(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.log")
	if err := os.WriteFile(path, data, private); err != nil {
		t.Fatal(err)
	}
	return path
}

func resume(t *testing.T, path string) *Past {
	t.Helper()
	p, err := Resume(path)
	if err != nil {
		t.Fatalf("resume: %v", err)
	}
	t.Cleanup(func() { closed(t, p) })
	return p
}

func collect(t *testing.T, inputs iter.Seq2[json.RawMessage, error]) []string {
	t.Helper()
	var all []string
	for input, err := range inputs {
		if err != nil {
			t.Fatalf("input %d: %v", len(all), err)
		}
		all = append(all, string(input))
	}
	return all
}
