package journal

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

// finalEnds counts the final records of each task of a log, and checks that each line
// is well formed.
func finalEnds(t *testing.T, data []byte, format Format) map[int]int {
	t.Helper()
	ends := map[int]int{}
	if len(data) == 0 {
		return ends
	}
	if data[len(data)-1] != '\n' {
		t.Fatalf("the log ends without a newline")
	}
	for i, text := range bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) {
		if format == Joblog {
			if j, err := parseJob(text); err == nil {
				ends[j.task]++
			} else if i > 0 {
				t.Fatalf("line %d: %v", i+1, err)
			}
			continue
		}
		r, err := parseRecord(text)
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if r.State != "" && (r.Final == nil || *r.Final) {
			ends[*r.Task]++
		}
	}
	return ends
}

// goOn resumes a log and does what is still to be done, as a run would; it returns the
// tasks that were done now.
func goOn(t *testing.T, path string, format Format, run Run, words []string) []int {
	t.Helper()
	p, err := Resume(path)
	if err != nil {
		t.Fatalf("resume: %v", err)
	}
	defer closed(t, p)
	inputs, err := p.Check(sequence(words), run)
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	w, err := p.Append(format, run)
	if err != nil {
		t.Fatalf("append: %v", err)
	}
	defer closed(t, w)
	skip := p.Skip(Unfinished)
	var done []int
	task := 0
	for input, err := range inputs {
		if err != nil || string(input) != string(inputOf(words[task])) {
			t.Fatalf("input %d = %q and %v, want that of the run", task, input, err)
		}
		if r, ok := skip(task, input); ok {
			w.Event(launcher.TaskFinished{Result: r})
		} else {
			do(w, task, 1, words[task], stateOf(task), 1)
			done = append(done, task)
		}
		task++
	}
	if task != len(words) {
		t.Fatalf("inputs = %d, want %d", task, len(words))
	}
	return done
}

// inMemory is a folder where fsync costs nothing, where there is one: thousands of logs
// are closed in it.
func inMemory(t *testing.T) string {
	t.Helper()
	const memory = "/dev/shm"
	if info, err := os.Stat(memory); err == nil && info.IsDir() {
		t.Setenv("TMPDIR", memory)
	}
	return t.TempDir()
}

func TestLogCutAtEveryByteResumesWithoutLossOrRepetition(t *testing.T) {
	folder := inMemory(t)
	for _, format := range []Format{Lines, Joblog} {
		words := hostile()[:6]
		run := echoSlot()
		whole := written(t, format, run, words)
		path := filepath.Join(folder, string(format))
		for n := 0; n <= len(whole); n++ {
			if err := os.WriteFile(path, whole[:n], private); err != nil {
				t.Fatal(err)
			}
			ended := finalEnds(t, whole[:bytes.LastIndexByte(whole[:n], '\n')+1], format)
			done := goOn(t, path, format, run, words)
			for _, task := range done {
				if ended[task] > 0 {
					t.Fatalf("%s cut at byte %d: task %d was done again", format, n, task)
				}
			}
			data := content(t, path)
			ends := finalEnds(t, data, format)
			for task := range words {
				if ends[task] != 1 {
					t.Fatalf("%s cut at byte %d: task %d has %d ends, want 1", format, n, task, ends[task])
				}
			}
			if n == len(whole) && len(done) > 0 {
				t.Errorf("%s: a run that was over did the tasks %v again", format, done)
			}
			if n%16 > 0 {
				continue
			}
			if again := goOn(t, path, format, run, words); len(again) > 0 {
				t.Fatalf("%s cut at byte %d: the tasks %v were done in a third run", format, n, again)
			}
		}
	}
}

func TestRecordThatLacksOnlyItsNewlineCounts(t *testing.T) {
	for _, format := range []Format{Lines, Joblog} {
		whole := written(t, format, echo(), []string{"a"})
		p := resume(t, logOf(t, whole[:len(whole)-1]))
		if !p.ended(0) || p.dropped != 0 || len(p.Notes()) != 1 {
			t.Errorf("%s: ended = %v, dropped = %d, notes = %q, want the task ended and a note", format, p.ended(0), p.dropped, p.Notes())
		}
	}
}

// The end of a task stands before its command: a cut there loses nothing, and the
// command is written anew.
func TestCutCommandOfJoblogIsMended(t *testing.T) {
	run, words := echo(), []string{"a", "long enough to be cut"}
	whole := written(t, Joblog, run, words)
	path := logOf(t, whole[:len(whole)-9])
	if done := goOn(t, path, Joblog, run, words); len(done) > 0 {
		t.Errorf("done again = %v, want none", done)
	}
	if got := content(t, path); !bytes.Equal(got, whole) {
		t.Errorf("mended log = %q, want %q", got, whole)
	}
}

func TestBrokenLineInTheMiddleIsAnErrorWithItsNumber(t *testing.T) {
	for _, format := range []Format{Lines, Joblog} {
		all := bytes.SplitAfter(written(t, format, echo(), hostile()), []byte("\n"))
		all[2] = []byte("{\"task\":1,\n")
		_, err := Resume(logOf(t, bytes.Join(all, nil)))
		if err == nil || !strings.Contains(err.Error(), "line 3 of the log") {
			t.Errorf("%s: error = %v, want one with line 3", format, err)
		}
	}
}

func TestFileThatIsNoLogIsLeftAlone(t *testing.T) {
	for _, text := range []string{"hello", "hello\nworld\n", "\n", "{}\n", `{"task":1,"state":"done","input":1}` + "\n", "Seq\n", "\x00\x00", "{\"log\":2}\n"} {
		path := logOf(t, []byte(text))
		if _, err := Resume(path); err == nil {
			t.Errorf("a log was read of %q", text)
		}
		if got := content(t, path); string(got) != text {
			t.Errorf("file = %q, want %q as it was", got, text)
		}
	}
}

func TestSkipTellsWhatBecameOfTheTask(t *testing.T) {
	words := hostile()[:5]
	for _, format := range []Format{Lines, Joblog} {
		p := resume(t, logOf(t, written(t, format, echo(), words)))
		for task, word := range words {
			r, ok := p.Skip(Unfinished)(task, inputOf(word))
			if !ok || !r.Before || r.State != stateOf(task) || r.Task != task || string(r.Input) != string(inputOf(word)) {
				t.Errorf("%s: task %d = %+v, %v, want it %s before", format, task, r, ok, stateOf(task))
			}
			wantCode := map[launcher.State]int{launcher.Done: 0, launcher.Failed: 7}
			if code, exits := wantCode[r.State]; exits != (r.ExitCode != nil) || exits && *r.ExitCode != code || !exits && r.Signal != "SIGKILL" {
				t.Errorf("%s: task %d has exit code %v and signal %q", format, task, r.ExitCode, r.Signal)
			}
			if (r.Err == "") != (r.State == launcher.Done) {
				t.Errorf("%s: task %d is %s with the error %q", format, task, r.State, r.Err)
			}
			if _, ok := p.Skip(Unsuccessful)(task, inputOf(word)); ok != (r.State == launcher.Done) {
				t.Errorf("%s: task %d, %s, is left out by --resume-failed: %v", format, task, r.State, ok)
			}
		}
		if _, ok := p.Skip(Unfinished)(len(words), inputOf("x")); ok {
			t.Errorf("%s: a task that the log does not know is left out", format)
		}
	}
}

func TestAttemptsAreCountedOverRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Lines, echo())
	do(w, 0, 1, "a", launcher.Failed, 2)
	w.Event(launcher.TaskStarted{Task: 1, Attempt: 1, PID: 1, Input: inputOf("b")})
	closed(t, w)
	p := resume(t, path)
	if got := []int{p.Attempts(0), p.Attempts(1), p.Attempts(2)}; !slices.Equal(got, []int{2, 1, 0}) {
		t.Errorf("attempts = %v, want 2, 1, 0", got)
	}
	w, err := p.Append(Lines, echo())
	if err != nil {
		t.Fatal(err)
	}
	do(w, 0, 1, "a", launcher.Done, 1)
	closed(t, w)
	if got := resume(t, path).Attempts(0); got != 3 {
		t.Errorf("attempts after another run = %d, want 3", got)
	}
	lines := strings.Split(strings.TrimSpace(string(content(t, path))), "\n")
	if end := lines[len(lines)-1]; !strings.Contains(end, `"attempt":3,"argv"`) {
		t.Errorf("last record = %s, want it of attempt 3", end)
	}
}

// A task that is done again and cut off must not count as what it was before.
func TestTaskThatBeganAgainIsUnfinished(t *testing.T) {
	data := written(t, Lines, echo(), []string{"a", "b"})
	data = append(data, `{"task":1,"started":{"pid":1,"attempt":3}}`+"\n"...)
	p := resume(t, logOf(t, data))
	if p.ended(1) || !p.ended(0) {
		t.Errorf("ended = %v, %v, want true, false", p.ended(0), p.ended(1))
	}
}

func TestWhatDidNotEndIsStillToBeDone(t *testing.T) {
	for _, format := range []Format{Lines, Joblog} {
		path := filepath.Join(t.TempDir(), "run.log")
		w := create(t, path, format, echo())
		do(w, 0, 1, "a", launcher.Cancelled, 1)
		w.Event(launcher.TaskFinished{Result: launcher.Result{Task: 1, State: launcher.NotRun, Input: inputOf("b")}})
		closed(t, w)
		p := resume(t, path)
		if p.ended(0) || p.ended(1) || p.known > 1 {
			t.Errorf("%s: ended = %v, %v, known = %d", format, p.ended(0), p.ended(1), p.known)
		}
	}
}

// Only what the other log lost is written of a task that ended before.
func TestTaskThatEndedBeforeIsWrittenWhereItIsMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Joblog, echo())
	code := 0
	w.Event(launcher.TaskFinished{Result: launcher.Result{Task: 4, State: launcher.Done, ExitCode: &code, Input: inputOf("x"), Before: true}})
	closed(t, w)
	if got := finalEnds(t, content(t, path), Joblog)[4]; got != 1 {
		t.Errorf("lines of task 4 = %d, want 1", got)
	}
}

func TestChangedRunIsRefusedWithTheDifference(t *testing.T) {
	words := []string{"a.txt", "b.txt", "c.txt"}
	other := echo()
	other.Template = []string{"cat"}
	shell := echo()
	shell.Shell = "cat"
	command := echo()
	command.Argv = func(launcher.Errand) ([]string, error) { return []string{"cat"}, nil }
	for _, c := range []struct {
		format Format
		words  []string
		run    Run
		want   string
	}{
		{Lines, []string{"a.txt", "x.txt", "c.txt"}, echo(), `task 1 (line 7 of the log LOG) had the input "b.txt", now it is "x.txt": `},
		{Lines, words[:2], echo(), `task 2 (line 9 of the log LOG) had the input "c.txt", now there are only 2 inputs: `},
		{Lines, words, other, `is of the command ["echo",`},
		{Lines, words, shell, `now it is "cat": `},
		{Joblog, []string{"a.txt", "x.txt", "c.txt"}, echo(), `task 1 (line 3 of the log LOG) had the command echo `},
		{Joblog, words, command, `task 0 (line 2 of the log LOG) had the command echo `},
		{Joblog, words[:2], echo(), `task 2 (line 4 of the log LOG) ended, now there are only 2 inputs: `},
	} {
		data := written(t, c.format, echo(), words)
		path := logOf(t, data)
		_, err := resume(t, path).Check(sequence(c.words), c.run)
		if want := strings.ReplaceAll(c.want, "LOG", path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error = %v, want %q", c.format, err, want)
		}
		if !bytes.Equal(content(t, path), data) {
			t.Errorf("%s: the log of a run that was refused has changed", c.format)
		}
	}
}

// Blanks in JSON are no difference, nor are more inputs or another title.
func TestSameInputsAreNoDifference(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Lines, Run{Title: "one"})
	w.Event(launcher.TaskFinished{Result: launcher.Result{Task: 0, State: launcher.Done, Input: json.RawMessage("[1,\n 2]"), Attempt: 1}})
	closed(t, w)
	inputs, err := resume(t, path).Check(func(yield func(json.RawMessage, error) bool) {
		_ = yield(json.RawMessage("[1,2]"), nil) && yield(json.RawMessage("3"), nil)
	}, Run{Title: "two"})
	if err != nil {
		t.Fatal(err)
	}
	if got := collect(t, inputs); !slices.Equal(got, []string{"[1,2]", "3"}) {
		t.Errorf("inputs = %q, want both", got)
	}
}

// Inputs may come in the memory of those before.
func TestCheckKeepsInputsThatShareMemory(t *testing.T) {
	words := []string{"aa", "bb", "cc", "dd"}
	p := resume(t, logOf(t, written(t, Lines, echo(), words[:3])))
	shared := func(yield func(json.RawMessage, error) bool) {
		var memory []byte
		for _, word := range words {
			memory = append(memory[:0], inputOf(word)...)
			if !yield(memory, nil) {
				return
			}
		}
	}
	inputs, err := p.Check(shared, echo())
	if err != nil {
		t.Fatal(err)
	}
	if got := collect(t, inputs); !slices.Equal(got, []string{`"aa"`, `"bb"`, `"cc"`, `"dd"`}) {
		t.Errorf("inputs = %q, want all four", got)
	}
}

func TestLogOfTheOtherFormatIsRefused(t *testing.T) {
	p := resume(t, logOf(t, written(t, Joblog, echo(), []string{"a"})))
	if _, err := p.Append(Lines, echo()); err == nil || !strings.Contains(err.Error(), "--joblog") {
		t.Errorf("error = %v, want one that names --joblog", err)
	}
}
