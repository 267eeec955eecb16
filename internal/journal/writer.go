package journal

import (
	"crypto/rand"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// Writer writes the log of a run. Each record is one write(2) at the file's end: when
// the program dies, the records so far are whole, but for one that may be cut. They
// reach the disk itself when the writer is closed. One goroutine at a time may use it.
type Writer struct {
	file    *os.File
	name    string
	format  Format
	run     Run
	past    *Past // what the log held before; empty for a new one
	mark    string
	boot    string
	began   time.Time // the pool's instant 0 on the wall clock; zero while it is not known
	slots   map[string]int
	running map[int]attempt
	buf     []byte
	size    int64
	err     error
	waits   func(task int) bool
	frozen  atomic.Bool
}

// attempt is what is kept of a task that runs.
type attempt struct {
	at       time.Duration
	slot     int
	received int64 // bytes of its stdout
}

// Create begins the log of a run in a file that is not there yet, with mode 0600. The
// error says what would be right, as for Resume.
func Create(path string, format Format, run Run) (*Writer, error) {
	f, err := createFile(path)
	if err != nil {
		return nil, err
	}
	w := newWriter(f, path, format, run, &Past{})
	w.begin()
	if w.err != nil {
		return nil, w.Close()
	}
	return w, nil
}

func newWriter(f *os.File, name string, format Format, run Run, past *Past) *Writer {
	w := &Writer{
		file: f, name: name, format: format, run: run, past: past,
		boot: bootID(), slots: map[string]int{}, running: map[int]attempt{},
	}
	if format == Lines {
		w.mark = rand.Text()
	}
	return w
}

// begin writes what comes before the tasks: the first record of a run, and of a joblog
// the heading, once.
func (w *Writer) begin() {
	switch {
	case w.format == Lines:
		w.write(w.run.appendFirst(w.buf[:0], w.mark, time.Now()))
	case w.size == 0:
		w.write([]byte(heading + "\n"))
	}
}

// Env returns a variable, "NAME=value", to be put in the environment of every process
// of the run: by it a run that goes on knows what this one left behind, wherever that
// has got to. It is "" for a joblog, which has no room for it.
func (w *Writer) Env() string {
	if w.mark == "" {
		return ""
	}
	return markName + "=" + w.mark
}

// Waits has the record of a task's end say whether its output waits to be printed: waits
// is asked when the end is written. It is set before the first event; without it nothing
// waits. What waits is told by Printing and Printed.
func (w *Writer) Waits(waits func(task int) bool) { w.waits = waits }

// Printing writes that the output of a task, which waited, is about to be printed, and
// Printed that all of it was. A run that goes on knows by that which output nobody has
// seen. A joblog has no room for it.
func (w *Writer) Printing(task int) { w.span("printing", task) }

// Printed is told after Printing.
func (w *Writer) Printed(task int) { w.span("printed", task) }

func (w *Writer) span(what string, task int) {
	if w.format == Lines {
		w.write(appendSpan(w.buf[:0], what, span{task, task + 1}))
	}
}

// markName is the variable that a process of a logged run is known by.
const markName = "POOLSCOPE_LOG"

// Event writes what an event of the pool has for the log. It takes every event, in the
// order in which they come. What goes wrong is kept for Err: from then on nothing is
// written.
func (w *Writer) Event(e launcher.Event) {
	for e := range launcher.Singly(e) {
		w.event(e)
	}
}

func (w *Writer) event(e launcher.Event) {
	switch e := e.(type) {
	case launcher.WorkerStarted:
		w.slots[e.Worker] = e.Slot
		if w.began.IsZero() {
			w.began = e.Started.Add(-e.At)
		}
	case launcher.WorkerExited:
		delete(w.slots, e.Worker)
	case launcher.TaskStarted:
		w.started(e)
	case launcher.TaskOutput:
		w.printed(e)
	case launcher.TaskRetried:
		w.ended(e.Result, triedAgain)
	case launcher.TaskFinished:
		w.finished(e.Result)
	default:
	}
}

func (w *Writer) started(e launcher.TaskStarted) {
	w.running[e.Task] = attempt{at: e.At, slot: w.slots[e.Worker]}
	if w.format != Lines {
		return
	}
	p := process{PID: e.PID, Start: childStart(e.PID), Boot: w.boot, Attempt: e.Attempt + w.past.Attempts(e.Task)}
	w.write(appendStart(w.buf[:0], e.Task, p, w.clock(e.At)))
}

func (w *Writer) printed(e launcher.TaskOutput) {
	a, ok := w.running[e.Task]
	if !ok || e.Stream != launcher.Stdout {
		return
	}
	a.received += int64(len(e.Data))
	w.running[e.Task] = a
}

// finished writes the end of a task that ended in this run, or that this log does not
// know to have ended before. What never started has no record: it is still to be done.
func (w *Writer) finished(r launcher.Result) {
	if r.State == launcher.NotRun || r.Before && w.past.ended(r.Task) {
		delete(w.running, r.Task)
		return
	}
	w.ended(r, last)
}

// ended writes the end of an attempt. A joblog has final ones only, and no word for a
// task that was cancelled, which is still to be done.
func (w *Writer) ended(r launcher.Result, how finality) {
	a, ran := w.running[r.Task]
	delete(w.running, r.Task)
	if !ran {
		a = attempt{at: r.At - r.Wall, slot: w.slots[r.Worker]}
	}
	errand := launcher.Errand{Task: r.Task, Slot: a.slot, Attempt: r.Attempt, Input: r.Input}
	if !r.Before && r.Attempt > 0 {
		r.Attempt += w.past.Attempts(r.Task)
	}
	switch {
	case w.format == Lines:
		if how == last && w.waits != nil && w.waits(r.Task) {
			how = lastWaiting
		}
		w.write(appendEnd(w.buf[:0], r, w.run.words(errand), how))
	case how == last && r.State != launcher.Cancelled:
		w.write(appendJob(w.buf[:0], r, w.clock(a.at), a.received, w.run.command(errand)))
	}
}

// clock returns the wall clock of an instant of the pool.
func (w *Writer) clock(at time.Duration) time.Time {
	if w.began.IsZero() {
		w.began = time.Now().Add(-at)
	}
	return w.began.Add(at)
}

// write appends one record, or what has become of it after an error: nothing.
func (w *Writer) write(record []byte) {
	w.buf = record
	if w.err != nil || w.frozen.Load() {
		return
	}
	if _, err := w.file.Write(record); err != nil {
		w.err = fmt.Errorf("write the log %s: %w", w.name, cause(err))
		_ = cutTo(w.file, w.size) // else a resumed run finds the piece and cuts it off
		return
	}
	w.size += int64(len(record))
}

// Freeze has nothing written from now on: the program is about to be killed with all
// that it started, and what dies so has to be done again. Any goroutine may call it.
func (w *Writer) Freeze() { w.frozen.Store(true) }

// Err returns what first went wrong with writing, nil if all of it was written.
func (w *Writer) Err() error { return w.err }

// Close waits until the log is on the disk (fsync(2)), closes it, and returns what
// first went wrong since the log was begun. It may be called again.
func (w *Writer) Close() error {
	if w.file == nil {
		return w.err
	}
	err := w.file.Sync()
	if closed := w.file.Close(); err == nil {
		err = closed
	}
	if w.file = nil; err != nil && w.err == nil {
		w.err = fmt.Errorf("write the log %s: %w", w.name, cause(err))
	}
	return w.err
}
