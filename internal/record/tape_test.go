package record

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func newTape(t *testing.T, name string) (tape *Tape, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	tape, err := NewTape(path, func(err error) { t.Errorf("the tape says %v, want nothing", err) })
	if err != nil {
		t.Fatal(err)
	}
	return tape, path
}

// events names the events of a record of lines, each of which has to be whole.
func events(t *testing.T, path string) string {
	t.Helper()
	text := content(t, path)
	if text != "" && !strings.HasSuffix(text, "}\n") {
		t.Errorf("the record ends in %q, want a whole line", text[max(0, len(text)-20):])
	}
	var names []string
	for line := range strings.Lines(text) {
		_, rest, _ := strings.Cut(line, `{"event":"`)
		name, _, _ := strings.Cut(rest, `"`)
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func TestATapeKeepsTheLinesOfARunToItsEnd(t *testing.T) {
	tape, path := newTape(t, "run.jsonl")
	tape.Event(run.Started{})
	tape.Event(run.FromPool{Event: launcher.WorkerStarted{Worker: "Process-1"}})
	tape.Event(sampled(100 * ms))
	if got, want := events(t, path), "run_started worker_started sample"; got != want {
		t.Errorf("record after a sample = %s, want %s", got, want)
	}
	tape.Event(run.FromPool{Event: launcher.TaskFinished{Result: launcher.Result{State: launcher.Done}}})
	tape.Event(run.Finished{})
	if got, want := events(t, path), "run_started worker_started sample task_finished run_finished"; got != want {
		t.Errorf("record = %s, want %s", got, want)
	}
}

func TestATapeWritesWhatWaitsWithoutFurtherEvents(t *testing.T) {
	tape, path := newTape(t, "run.jsonl")
	t.Cleanup(tape.Abandon)
	tape.Event(run.Started{})
	for end := time.Now().Add(10 * time.Second); events(t, path) == ""; {
		if time.Now().After(end) {
			t.Fatal("the record is empty after 10 s, want the first line within 0.25 s")
		}
	}
}

func TestATapeOfARunThatWasNotBegunLeavesNoFile(t *testing.T) {
	tape, path := newTape(t, "run.csv")
	tape.Abandon()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("stat of the file = %v, want that there is none", err)
	}
}

func TestATapeSaysOnceThatItCannotWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	var said []error
	tape, err := NewTape(path, func(err error) { said = append(said, err) })
	if err != nil {
		t.Fatal(err)
	}
	tape.timer.Stop()
	if err := tape.recorder.file.Close(); err != nil {
		t.Fatal(err)
	}
	tape.Event(run.Started{})
	tape.Event(sampled(100 * ms))
	tape.Event(sampled(200 * ms))
	tape.Event(run.Finished{})
	if len(said) != 1 || !strings.Contains(said[0].Error(), path) {
		t.Errorf("said = %v, want one error that names %s", said, path)
	}
}

func TestNoTapeTakesEverything(t *testing.T) {
	var none *Tape
	none.Event(run.Started{})
	none.Event(run.Finished{})
	none.Abandon()
}

func TestEachRunHasAFileOfItsOwn(t *testing.T) {
	for _, c := range []struct {
		n    int
		want string
	}{{1, "a/run.jsonl"}, {2, "a/run-2.jsonl"}, {13, "a/run-13.jsonl"}} {
		if got := NameOf("a/run.jsonl", c.n); got != c.want {
			t.Errorf("file of run %d = %s, want %s", c.n, got, c.want)
		}
	}
}
