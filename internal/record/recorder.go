package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/poolscope/poolscope/internal/run"
)

// private is the mode of a record: what runs on a machine is its user's own business.
const private = 0o600

// flushAt is how many bytes of a record wait for more at the most.
const flushAt = 1 << 16

// Recorder writes a file while a run goes on, or while something is watched: the table of
// the samples if the name ends in .csv, else the lines of --json. What is written is whole
// lines, so that of a program that dies the record is readable to its end. What goes wrong
// is kept for Err, and nothing is written from then on. One goroutine uses it. A nil
// Recorder takes everything and keeps nothing.
type Recorder struct {
	file    *os.File
	path    string
	samples *table // nil where lines are written
	buf     []byte // whole lines
	size    int64  // of what is in the file
	err     error
}

// Create begins a record in a file that is not there yet, with mode 0600. No link is
// followed (open(2), O_EXCL). The error says what would be right.
func Create(path string) (*Recorder, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, private)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("%s is there already: name a new file for the record", path)
	case err != nil:
		return nil, fmt.Errorf("begin the record %s: %w", path, cause(err))
	}
	r := &Recorder{file: f, path: path}
	if strings.HasSuffix(path, CSV.Suffix()) {
		r.samples = newTable(CSV, sampleColumns())
		r.buf = r.samples.head(r.buf)
		r.Flush()
	}
	if r.err != nil {
		r.Abandon()
		return nil, r.err
	}
	return r, nil
}

// TakesLines reports whether the lines of --json are what is kept.
func (r *Recorder) TakesLines() bool { return r != nil && r.samples == nil }

// Line takes a line without its newline.
func (r *Recorder) Line(line []byte) {
	if r.TakesLines() {
		r.buf = append(append(r.buf, line...), '\n')
		r.full()
	}
}

// Lines takes whole lines.
func (r *Recorder) Lines(lines []byte) {
	if r.TakesLines() {
		r.buf = append(r.buf, lines...)
		r.full()
	}
}

// Sampled takes a sample of a run, and has all that waits written.
func (r *Recorder) Sampled(e run.Sampled) {
	if r == nil {
		return
	}
	if r.samples != nil {
		for i := range e.Sample.Processes {
			u := &e.Sample.Processes[i]
			r.buf = r.samples.sample(r.buf, sampleAt{at: e.At.Seconds(), pid: u.PID, worker: e.Workers[u.PID]}, u)
		}
	}
	r.Flush()
}

// Glance takes a reading of what is watched, and has all that waits written.
func (r *Recorder) Glance(g *run.Glance) {
	if r == nil {
		return
	}
	if r.samples != nil {
		for _, p := range g.Now {
			r.buf = r.samples.sample(r.buf, sampleAt{at: g.At.Seconds(), pid: p.PID, worker: p.Name}, p.Usage)
		}
	}
	r.Flush()
}

func (r *Recorder) full() {
	if len(r.buf) >= flushAt {
		r.Flush()
	}
}

// Flush has all that waits written.
func (r *Recorder) Flush() {
	if r == nil {
		return
	}
	lines := r.buf
	r.buf = r.buf[:0]
	if r.err != nil || len(lines) == 0 || r.file == nil {
		return
	}
	if _, err := r.file.Write(lines); err != nil {
		r.err = fmt.Errorf("write the record %s: %w", r.path, cause(err))
		_ = r.file.Truncate(r.size) // else it ends in a piece of a line
		return
	}
	r.size += int64(len(lines))
}

// Err returns what first went wrong, nil if all was written.
func (r *Recorder) Err() error {
	if r == nil {
		return nil
	}
	return r.err
}

// Close writes what waits, waits until it is on the disk (fsync(2)), closes the file and
// returns what first went wrong since it was made. It may be called again.
func (r *Recorder) Close() error {
	if r == nil || r.file == nil {
		return r.Err()
	}
	r.Flush()
	err := r.file.Sync()
	if closed := r.file.Close(); err == nil {
		err = closed
	}
	if r.file = nil; err != nil && r.err == nil {
		r.err = fmt.Errorf("write the record %s: %w", r.path, cause(err))
	}
	return r.err
}

// Abandon closes and removes the file: nothing was begun that it could tell of.
func (r *Recorder) Abandon() {
	if r == nil || r.file == nil {
		return
	}
	_ = r.file.Close() // nothing is in it
	r.file = nil
	_ = os.Remove(r.path) // it was made by Create
}

// cause strips the operation and the path from an error, which the caller names.
func cause(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
