package run

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/poolscope/poolscope/internal/spill"
	"github.com/poolscope/poolscope/launcher"
)

// MaxTranscript is the most that a Transcript takes on the disk, in bytes.
const MaxTranscript = 1 << 30

// regroupMemory is how many bytes of a transcript lie in memory while it is put in the
// order of its tasks.
const regroupMemory = 16 << 20

// Transcript is all that tasks print and return, byte for byte, in a private file of the
// folder for temporary files: up to MaxTranscript bytes, and a quarter of what is free
// there at most. A run writes to it; anyone may read it at any time, and whoever made it
// closes it. A nil one keeps nothing.
type Transcript struct{ tape *spill.Tape }

// NewTranscript returns an empty transcript. Its file is made with the first byte.
func NewTranscript() *Transcript { return &Transcript{spill.NewTape(MaxTranscript)} }

// Passage says which part of a transcript is wanted. The zero value is nothing; with
// Kinds alone it is that of all tasks.
type Passage struct {
	Kinds  []OutputKind // FromStdout, FromStderr, FromResult: others have no bytes of a task's
	One    bool         // of Task alone
	Task   int          // with One; -1 is what workers printed while they ran none
	Worker int          // the number of the only worker that is wanted, 0 for all
}

func (p Passage) has(m spill.Mark) bool {
	return slices.Contains(p.Kinds, kindOfMark(m.Kind)) && (!p.One || int64(p.Task) == m.Task) && (p.Worker == 0 || int32(p.Worker) == m.Worker)
}

// The kinds of pieces on the tape. Those of the streams are launcher's. Where lines are
// ended that a task left without a newline, and where a note stands, there is a piece
// without bytes.
const (
	returnedMark = 3
	endedMark    = 4
	notedMark    = 5
)

// kindOfMark is the kind of lines that a piece has, "" where it has none.
func kindOfMark(k byte) OutputKind {
	switch k {
	case returnedMark:
		return FromResult
	case endedMark, notedMark:
		return ""
	}
	return kindOf(launcher.Stream(k))
}

func (t *Transcript) printed(e launcher.TaskOutput, worker int) {
	if t != nil {
		t.tape.Add(spill.Mark{At: int64(e.At), Task: int64(e.Task), Worker: int32(worker), Kind: byte(e.Stream)}, e.Data)
	}
}

// ended notes that a task's lines go no further.
func (t *Transcript) ended(l OutputLine) {
	if t != nil {
		t.tape.Sign(spill.Mark{Task: int64(l.Task), Worker: int32(l.Number), Kind: endedMark})
	}
}

// noted notes that a line about a task stands here.
func (t *Transcript) noted(r launcher.Result, worker int) {
	if t != nil {
		t.tape.Sign(spill.Mark{At: int64(r.At), Task: int64(r.Task), Worker: int32(worker), Kind: notedMark})
	}
}

// returned keeps results, each as a line of its own.
func (t *Transcript) returned(e launcher.ResultsReady, number func(worker string) int) {
	if t == nil {
		return
	}
	for task, outcome := range e.All() {
		if len(outcome.Value) > 0 {
			mark := spill.Mark{At: int64(outcome.At), Task: int64(task), Worker: int32(number(outcome.Worker)), Kind: returnedMark}
			t.tape.Add(mark, append(slices.Clip(outcome.Value), '\n'))
		}
	}
}

// Said is a piece of output for TranscriptOf.
type Said struct {
	Task   int
	Worker int // its number
	Text   string
	Stderr bool
	At     time.Duration
}

// TranscriptOf is a transcript of pieces, for whoever has them from elsewhere than a run.
func TranscriptOf(pieces ...Said) *Transcript {
	t := NewTranscript()
	for _, p := range pieces {
		stream := launcher.Stdout
		if p.Stderr {
			stream = launcher.Stderr
		}
		t.printed(launcher.TaskOutput{At: p.At, Task: p.Task, Stream: stream, Data: []byte(p.Text)}, p.Worker)
	}
	return t
}

// Held says how many bytes there are, how many came that there was no room for, and why
// that is; nil as long as there was.
func (t *Transcript) Held() (bytes, missed int64, why error) { return t.tape.Held() }

// Write writes a passage, as far as it is there: task by task in their order, and of
// each what it printed and returned, byte for byte in the order in which it came; a
// result ends with a newline. It returns how many bytes it wrote.
func (t *Transcript) Write(to io.Writer, p Passage) (written int64, err error) {
	out := counted{to: to}
	if p.One {
		err = t.tape.Each(func(m spill.Mark, data []byte) error {
			if p.has(m) {
				out.write(data)
			}
			return out.err
		})
	} else {
		err = t.regroup(p, &out)
	}
	if err == nil {
		err = out.err
	}
	return out.n, err
}

// regroup writes a passage task by task.
func (t *Transcript) regroup(p Passage, out *counted) error {
	store := spill.New(regroupMemory)
	err := t.tape.Each(func(m spill.Mark, data []byte) error {
		if p.has(m) {
			store.Add(int(m.Task), m.Kind, data)
		}
		return nil
	})
	for _, task := range store.Tasks() {
		if err != nil || out.err != nil {
			break
		}
		err = store.Take(task, func(_ byte, data []byte) { out.write(data) })
	}
	if closing := store.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("put the output in the order of its tasks: %w", err)
	}
	return nil
}

// counted writes until it fails once.
type counted struct {
	to  io.Writer
	n   int64
	err error
}

func (c *counted) write(data []byte) {
	if c.err == nil {
		var n int
		n, c.err = c.to.Write(data)
		c.n += int64(n)
	}
}

// Close gives back what the transcript takes on the disk. A run may still write to it:
// that is not kept.
func (t *Transcript) Close() error {
	if t == nil {
		return nil
	}
	return t.tape.Close()
}
