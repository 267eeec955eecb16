package gui

import (
	"errors"
	"slices"
	"sync/atomic"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// outputPast reads, of the task or the worker that is chosen, what a snapshot no longer
// has: tasks that print much leave the others no room there. Fyne's goroutine has it; what
// reads lives behind it, one at a time for each passage.
type outputPast struct {
	behind func(func())    // runs what takes its time
	post   func(func())    // hands back to Fyne's goroutine
	closed <-chan struct{} // closed when nothing is shown any more
	wish   run.Passage
	reader *outputReader // of the wish, nil where none is needed
}

// outputReader is the reading of one passage.
type outputReader struct {
	excerpt *run.Excerpt
	dropped atomic.Bool // another passage is wanted
	busy    bool
	out     run.Output // as it was read last
	done    bool       // out was read
	err     error      // why it could not be
	held    int64      // bytes of the transcript when it was read
	seen    int        // lines of the run that it was told of
}

// newOutputPast makes one for the run that begins.
func (w *Window) newOutputPast() *outputPast {
	return &outputPast{behind: w.pumps.Go, post: w.post, closed: w.closed}
}

// lacks tells whether lines that are wanted may be among those that are no longer here.
// None is where a task or a worker began after all of these came.
func lacks(s *run.Snapshot, wish outputWish) bool {
	o := s.Output
	if o.All == nil || o.Dropped == 0 || wish.whose() == "" {
		return false
	}
	if wish.one {
		t, ok := s.Tasks.Task(wish.task)
		return !ok || t.Started && (t.Attempt > 1 || t.Start.Seconds() <= o.Gone)
	}
	at := slices.IndexFunc(s.Rows, func(r run.Row) bool { return wish.has(run.OutputLine{Worker: r.Worker}) })
	return at < 0 || s.Rows[at].Started.Seconds() <= o.Gone
}

// stop ends what is being read.
func (p *outputPast) stop() {
	if p != nil && p.reader != nil {
		p.reader.dropped.Store(true)
		p.reader = nil
	}
}

// want sees to it that a passage is read.
func (p *outputPast) want(wish run.Passage, o run.Output) {
	if p.reader != nil && samePassage(p.wish, wish) {
		return
	}
	p.stop()
	p.wish, p.reader = wish, &outputReader{excerpt: o.All.Excerpt(wish)}
}

func samePassage(a, b run.Passage) bool {
	return a.One == b.One && a.Task == b.Task && a.Worker == b.Worker && slices.Equal(a.Kinds, b.Kinds)
}

// readOn reads what came since it was read last, if anything did, and then calls a function
// on Fyne's goroutine. Kept is what a snapshot has of the wish.
func (p *outputPast) readOn(o run.Output, wish outputWish, then func()) {
	r := p.reader
	held, missed, _ := o.All.Held()
	end := o.Dropped + len(o.Lines)
	if r.busy || r.err != nil || r.done && held+missed == r.held && end == r.seen {
		return
	}
	var kept []run.OutputLine
	for _, l := range o.Lines[max(0, min(r.seen-o.Dropped, len(o.Lines))):] {
		if wish.has(l) {
			kept = append(kept, l)
		}
	}
	r.busy, r.held, r.seen = true, held+missed, end
	p.behind(func() {
		out, err := r.excerpt.Read(func() bool { return !r.dropped.Load() && !isClosed(p.closed) }, kept)
		if errors.Is(err, run.ErrUnwanted) {
			return
		}
		p.post(func() {
			r.busy, r.done, r.out, r.err = false, err == nil, out, err
			if p.reader == r {
				then()
			}
		})
	})
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// source returns the lines that are shown: those of the snapshot, or what was read because
// they are not all. The bytes that a transcript has are those of the whole run.
func (v *outputView) source() run.Output {
	o := v.newest.Output
	if v.past == nil || !lacks(v.newest, v.lines.wish) {
		v.past.stop()
		return o
	}
	passage := v.passage()
	if passage.Worker < 0 {
		v.past.stop()
		return o
	}
	v.past.want(passage, o)
	r := v.past.reader
	if !v.paused || !r.done {
		v.past.readOn(o, v.lines.wish, v.readBack)
	}
	if !r.done {
		return o
	}
	read := r.out
	read.All = o.All
	return read
}

// readBack shows what was read.
func (v *outputView) readBack() {
	if v.newest != nil {
		v.take()
	}
}

// reads returns the reader whose lines are shown, nil where they are the snapshot's.
func (p *outputPast) reads() *outputReader {
	if p == nil || p.reader == nil || !p.reader.done {
		return nil
	}
	return p.reader
}

// reading tells whether nothing was read yet of what is wanted.
func (p *outputPast) reading() bool {
	return p != nil && p.reader != nil && !p.reader.done && p.reader.err == nil
}

// pastText says where the lines come from, "" where nothing is to be said.
func (p *outputPast) pastText() string {
	switch {
	case p == nil || p.reader == nil:
		return ""
	case p.reader.err != nil:
		return tr.F("those that are no longer here could not be read: %s", p.reader.err.Error())
	case !p.reader.done:
		return tr.T("reading those that are no longer here …")
	}
	return tr.T("read from the disk")
}
