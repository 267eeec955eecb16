package launcher

import (
	"errors"
	"os"

	"github.com/poolscope/poolscope/launcher/internal/ring"
)

// sink is where what a pool says to a worker goes. A worker that is gone takes
// everything and says nothing; its exit tells what there is to tell.
type sink interface {
	try(said []byte) int // writes what the worker can take at once
	write(said []byte)   // writes all, and waits where it has to
	close()              // the worker hears that there is no more
	end()                // the worker has ended: nothing waits for it any more
}

// sink returns where what is said to the process goes.
func (p *process) sink() sink {
	if p.rings == nil {
		return pipeSink{p.to}
	}
	return newRingSink(p)
}

// pipeSink is the worker's pipe.
type pipeSink struct{ pipe *os.File }

func (s pipeSink) try(said []byte) int { return writeNow(s.pipe, said) }

func (s pipeSink) write(said []byte) { _, _ = s.pipe.Write(said) }

func (s pipeSink) close() { _ = s.pipe.Close() }

func (s pipeSink) end() {}

// ringSink is the worker's ring, whose bell is its pipe. A worker that spoils the ring
// is killed: it cannot be spoken to any more.
type ringSink struct {
	pipeSink
	process *process
	ring    *ring.Writer
}

func newRingSink(p *process) *ringSink {
	s := &ringSink{pipeSink: pipeSink{p.to}, process: p}
	_, s.ring = p.rings.Made(func() error {
		writeNow(p.to, []byte{1}) // where there is no room the worker has bells enough to read
		return nil
	})
	return s
}

func (s *ringSink) try(said []byte) int {
	n, err := s.ring.Put(said)
	s.spoilt(err)
	return n
}

func (s *ringSink) write(said []byte) {
	_, err := s.ring.Write(said)
	s.spoilt(err)
}

func (s *ringSink) spoilt(err error) {
	if errors.Is(err, ring.ErrCorrupt) {
		s.process.kill()
	}
}

func (s *ringSink) end() { s.ring.Stop() }
