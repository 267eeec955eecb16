package record

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// flushWithin is how long a line of a Tape waits for more at the most.
const flushWithin = 250 * time.Millisecond

// Tape keeps a record of one run from its events: its method Event is for
// run.Options.Sink. What it cannot write, it says once; the run goes on. A nil Tape takes
// everything and keeps nothing.
type Tape struct {
	mu       sync.Mutex // the run's loop writes, and a timer
	recorder *Recorder
	lines    Lines
	alarm    func(error)
	told     bool
	timer    *time.Timer // has what waits written
}

// NewTape begins the record of a run in a file that is not there yet; see Create. alarm is
// called once, by any goroutine, if the record can't be written.
func NewTape(path string, alarm func(error)) (*Tape, error) {
	recorder, err := Create(path)
	if err != nil {
		return nil, err
	}
	t := &Tape{recorder: recorder, alarm: alarm}
	t.mu.Lock() // until the timer's first call may look at the timer
	defer t.mu.Unlock()
	t.timer = time.AfterFunc(flushWithin, t.flush)
	return t, nil
}

// Event takes the next event of the run. The last one, Finished, closes the file.
func (t *Tape) Event(e run.Event) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if several, ok := e.(run.FromPool); ok {
		for one := range launcher.Singly(several.Event) {
			t.line(run.FromPool{Event: one})
		}
		return
	}
	t.line(e)
	switch e := e.(type) {
	case run.Sampled:
		t.recorder.Sampled(e)
		t.check(nil)
	case run.Finished:
		t.timer.Stop()
		t.check(t.recorder.Close())
	case run.Started, run.FromPool:
	}
}

// Abandon removes the file of a run that was not begun.
func (t *Tape) Abandon() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer.Stop()
	t.recorder.Abandon()
}

func (t *Tape) line(e run.Event) {
	if !t.recorder.TakesLines() {
		return
	}
	line, err := t.lines.Of(e)
	if err != nil {
		t.check(fmt.Errorf("write the record %s: %w", t.recorder.path, err))
		return
	}
	if line != nil {
		t.recorder.Line(line)
	}
}

// flush is called by the timer, until the file is closed.
func (t *Tape) flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.recorder.file == nil {
		return
	}
	t.recorder.Flush()
	t.check(nil)
	t.timer.Reset(flushWithin)
}

// check says the first error.
func (t *Tape) check(err error) {
	if err == nil {
		err = t.recorder.Err()
	}
	if err != nil && !t.told {
		t.told = true
		t.alarm(err)
	}
}

// NameOf returns the file for the n-th run, from 1, of a program that records several: all
// but the first have their number at the end, before what tells the form.
func NameOf(path string, n int) string {
	if n <= 1 {
		return path
	}
	suffix := filepath.Ext(path)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, suffix), n, suffix)
}

// Sink returns what run.Options.Sink wants, nil for no tape.
func (t *Tape) Sink() func(run.Event) {
	if t == nil {
		return nil
	}
	return t.Event
}
