package run

import (
	"errors"
	"slices"
	"time"

	"github.com/poolscope/poolscope/internal/spill"
	"github.com/poolscope/poolscope/launcher"
)

// maxExcerpt is how many bytes of lines an Excerpt keeps, about.
const maxExcerpt = 16 << 20

// ErrUnwanted is that nobody wants to know any more.
var ErrUnwanted = errors.New("it is no longer wanted")

// Excerpt is the end of a passage of a transcript, as lines: those that a snapshot would
// have if nothing else had been printed. One goroutine at a time may use it.
type Excerpt struct {
	of     *Transcript
	wish   Passage
	place  int64 // up to which the tape was read
	lines  output
	size   int          // bytes of lines, with those that were dropped since they were counted
	newest float64      // time of the newest piece on the tape, whose ever it is
	notes  []OutputLine // that are still to be put in their places
}

// Excerpt returns one that nothing was read of.
func (t *Transcript) Excerpt(p Passage) *Excerpt { return &Excerpt{of: t, wish: p} }

// Read reads what came since it was called last, and returns the lines of the passage as
// they are then. It reads from the disk, a second for a gigabyte and more where that is
// slow, and ends with ErrUnwanted soon after the function says that nobody wants it. It is
// told the lines of the passage that a snapshot has and had not when it was called last: no
// transcript has notes, nor what was printed once it was full.
func (x *Excerpt) Read(wanted func() bool, kept []OutputLine) (Output, error) {
	for _, l := range kept {
		if l.Kind == FromNote {
			x.notes = append(x.notes, l)
		}
	}
	var err error
	x.place, err = x.of.tape.After(x.place, func(m spill.Mark, data []byte) error {
		if !wanted() {
			return ErrUnwanted
		}
		x.take(m, data)
		return nil
	})
	if err != nil {
		return Output{}, err
	}
	for _, l := range x.notes { // their place was read before they were known
		x.note(l)
	}
	x.notes = nil
	if _, missed, _ := x.of.Held(); missed > 0 {
		x.goOn(kept)
	}
	x.shed()
	return x.lines.seen(), nil
}

// goOn takes in what a full transcript has not.
func (x *Excerpt) goOn(kept []OutputLine) {
	for _, l := range kept {
		if l.Kind != FromNote && l.At > x.newest {
			x.lines.add(l)
			x.size += len(l.Text)
		}
	}
}

// note adds a line of Poolscope's own. It is about a task that has ended.
func (x *Excerpt) note(l OutputLine) {
	x.lines.flush(l.Task, l.Worker)
	x.lines.add(l)
}

// take takes in a piece of the tape.
func (x *Excerpt) take(m spill.Mark, data []byte) {
	e := launcher.TaskOutput{
		At: time.Duration(m.At), Task: int(m.Task), Worker: workerName(int(m.Worker)), Stream: launcher.Stream(m.Kind), Data: data,
	}
	x.newest = max(x.newest, e.At.Seconds())
	switch {
	case m.Kind == endedMark:
		x.lines.flush(e.Task, e.Worker)
	case m.Kind == notedMark:
		x.noteOf(e)
	case x.wish.has(m):
		x.lines.lay(e, int(m.Worker), kindOfMark(m.Kind))
		if x.size += len(data); x.size > 2*maxExcerpt {
			x.shed()
		}
	}
}

// noteOf puts a note in its place. One that is no longer kept is not there.
func (x *Excerpt) noteOf(e launcher.TaskOutput) {
	at := slices.IndexFunc(x.notes, func(l OutputLine) bool { return l.Task == e.Task && l.Worker == e.Worker && l.At == e.At.Seconds() })
	if at >= 0 {
		x.note(x.notes[at])
		x.notes = slices.Delete(x.notes, at, at+1)
	}
}

// shed drops the oldest lines where all have too many bytes.
func (x *Excerpt) shed() {
	if x.size <= maxExcerpt {
		return
	}
	x.size = 0
	for i, l := range slices.Backward(x.lines.lines) {
		if x.size += len(l.Text); x.size > maxExcerpt {
			x.size -= len(l.Text)
			x.lines.drop(i + 1)
			return
		}
	}
}
