package journal

import (
	"bytes"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestOutputThatWasNotPrintedIsKnownAfterACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Lines, echo())
	w.Waits(func(task int) bool { return task > 0 })
	for task := range 6 {
		state := launcher.Done
		if task == 4 {
			state = launcher.Failed
		}
		do(w, task, 1, strconv.Itoa(task), state, 1)
	}
	w.Printing(1)
	w.Printed(1)
	w.Printing(2)
	w.Printing(6) // which has not ended
	w.Printed(6)
	closed(t, w)
	p := resume(t, path)
	for task, want := range map[int][2]bool{0: {}, 1: {}, 2: {true, true}, 3: {true, false}, 4: {true, false}, 6: {}} {
		if unprinted, unsure := p.Unprinted(task); [2]bool{unprinted, unsure} != want {
			t.Errorf("task %d: unprinted %v, unsure %v, want %v", task, unprinted, unsure, want)
		}
	}
	for again, want := range map[Again][2]int{Unfinished: {4, 1}, Unsuccessful: {3, 1}} {
		if n, unsure := p.CountUnprinted(again); [2]int{n, unsure} != want {
			t.Errorf("%s: %d unprinted, %d unsure, want %v", again, n, unsure, want)
		}
	}
	if got := bytes.Count(content(t, path), []byte(`"waits":true`)); got != 5 {
		t.Errorf("%d records say that output waits, want 5", got)
	}
}

func TestJoblogSaysNothingOfOutputThatWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Joblog, echo())
	w.Waits(func(int) bool { return true })
	do(w, 0, 1, "a", launcher.Done, 1)
	w.Printing(0)
	w.Printed(0)
	closed(t, w)
	if got := bytes.Count(content(t, path), []byte{'\n'}); got != 2 {
		t.Errorf("%d lines, want the heading and the task", got)
	}
}

func TestRecordsOfOutputNameNothingThatIsNotThere(t *testing.T) {
	first := `{"log":1,"mark":"m"}` + "\n"
	for _, line := range []string{`{"printing":[-5,9007199254740993]}`, `{"printed":[3,1]}`, `{"printed":[0,1000000000]}`, `{"printing":[]}`} {
		var p Past
		if err := p.read(bytes.NewReader([]byte(first + line + "\n"))); err != nil {
			t.Errorf("%s: %v, want it to be passed over", line, err)
		}
	}
}
