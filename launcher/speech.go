package launcher

import (
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// speech is how a pool talks with its workers.
type speech interface {
	hello(w *resident, ring int) []byte
	job(buf []byte, j *job) []byte
	parcel(buf []byte, p *parcel) []byte
	recall() []byte
	grant(id int) []byte
	loose() bool
	// hear passes on what a worker says until the end of its stream.
	hear(p *process, now func() time.Duration, say func(...any))
}

// speechOf returns the speech of a pool's workers.
func speechOf(c Config) speech {
	if c.Command != nil {
		return lines{} // it says nothing
	}
	if c.Speaker == nil {
		return frames{}
	}
	return lines{prelude: c.Speaker.Prelude, initializer: c.Initializer}
}

// frames is the speech of workers that are Go programs.
type frames struct{}

func (frames) hello(w *resident, ring int) []byte {
	// Texts and numbers always have a form in JSON.
	hello, _ := wire.AppendJSON(nil, wire.KindHello, wire.Hello{
		Secret: w.secret, Worker: w.name, Threads: w.lanes, Initializer: w.initializer, Ring: ring,
	})
	return hello
}

func (frames) job(buf []byte, j *job) []byte {
	// Parameters are numbers, which always have a form in JSON but for NaN and
	// infinities: the worker then refuses the task by name.
	frame, err := wire.AppendJSON(buf, wire.KindJob, wire.Job{ID: j.id, Function: j.Function, Params: j.Params, Star: j.Method.Star()})
	if err != nil {
		return buf
	}
	return frame
}

func (frames) parcel(buf []byte, p *parcel) []byte {
	buf = slices.Grow(buf, p.inputs.size()+2*p.inputs.len()+maxHead)
	return wire.AppendParcel(buf, wire.Parcel{ID: p.id, Job: p.job.id, Index: p.index, Attempt: p.attempt, Apart: p.apart}, p.inputs.len(), p.inputs.all)
}

// maxHead is more than a parcel's frame has beside its inputs and their lengths.
const maxHead = 64

func (frames) recall() []byte { return wire.Append(nil, wire.KindRecall) }

func (frames) grant(id int) []byte { return wire.Lock{ID: id}.AppendTo(nil, wire.KindLockGrant) }

// loose is false: each start of a task is told, in the order of the tasks.
func (frames) loose() bool { return false }

func (frames) hear(p *process, now func() time.Duration, say func(...any)) {
	e := &ear{now: now}
	if p.rings == nil {
		hearStream(p.from, e, say)
		return
	}
	said, _ := p.rings.Made(nil)
	hearRing(said, p.from, e, say)
}
