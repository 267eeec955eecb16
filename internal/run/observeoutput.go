package run

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// ears hear what a command that is observed prints. Without a command there is nothing
// in them.
type ears struct {
	program string
	theirs  [3]*os.File     // the command's standard streams
	ours    []*os.File      // reading ends of its output, then of its error
	heard   []chan struct{} // of each of ours: its reader closes it at the end
}

// newEars opens what a command reads and prints to.
func newEars(words []string) (*ears, error) {
	e := &ears{program: programOf(words)}
	if len(words) == 0 {
		return e, nil
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, fmt.Errorf("open the input of the command: %w", err)
	}
	e.theirs[0] = null
	for i := 1; i < len(e.theirs); i++ {
		read, write, err := os.Pipe()
		if err != nil {
			e.started()
			e.close()
			return nil, fmt.Errorf("make a pipe for the output of the command: %w", err)
		}
		e.theirs[i], e.ours = write, append(e.ours, read)
	}
	return e, nil
}

// files are the command's.
func (e *ears) files() [3]*os.File { return e.theirs }

// started closes what is the command's, once it has it.
func (e *ears) started() { closeFiles(e.theirs[:]) }

func (e *ears) close() { closeFiles(e.ours) }

// closeFiles closes files; nil is none.
func closeFiles(files []*os.File) {
	for _, f := range files {
		if f != nil {
			_ = f.Close()
		}
	}
}

// listen reads what comes until nobody has the other end any more.
func (e *ears) listen(o *Observation) {
	for i, from := range e.ours {
		stream := launcher.Stdout
		if i > 0 {
			stream = launcher.Stderr
		}
		heard := make(chan struct{})
		e.heard = append(e.heard, heard)
		go func() {
			defer close(heard)
			o.hear(from, stream, e.program)
		}()
	}
}

// hear hands on what is read. The loop takes it at once: it never waits for a reader
// of snapshots, and so neither does the command.
func (o *Observation) hear(from *os.File, stream launcher.Stream, program string) {
	defer func() { _ = from.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			data := bytes.Clone(buf[:n])
			o.order(func() {
				o.changed = true
				o.seen.output.print(launcher.TaskOutput{At: o.at(), Task: -1, Worker: program, Stream: stream, Data: data}, 1)
			})
		}
		if err != nil {
			return
		}
	}
}

// lastWords is how long what could not be ended may go on to print.
const lastWords = time.Second

// hurry has the readers end once all was read. What holds a stream yet, after a while,
// is not waited for.
func (e *ears) hurry() {
	for _, f := range e.ours {
		if err := f.SetReadDeadline(time.Now().Add(lastWords)); err != nil && !errors.Is(err, os.ErrClosed) {
			_ = f.Close() // a system that knows no deadlines
		}
	}
}
