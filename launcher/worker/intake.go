package worker

import (
	"errors"
	"io"
	"os"
	"sync"

	"github.com/poolscope/poolscope/launcher/internal/ring"
	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// intake is what the pool says through a ring. Whoever has nothing else to do takes
// it in: the goroutine that serves, or a lane that waits for work.
type intake struct {
	worker *worker
	bell   *os.File // a byte, where the pool found nobody looking; its end is the pool's

	mu   sync.Mutex
	ring *ring.Reader
	rest []byte // of a frame that is not whole yet
}

// take takes in all that is there.
func (in *intake) take() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	var err error
	if in.rest, _, err = in.ring.ReadAll(in.rest); err != nil {
		return err //nolint:wrapcheck // it ends the process
	}
	for {
		kind, body, length, err := wire.Cut(in.rest)
		if length == 0 || err != nil {
			return err //nolint:wrapcheck // it ends the process
		}
		if err := in.worker.take(kind, body); err != nil {
			return err
		}
		in.rest = in.rest[length:]
	}
}

// serve takes in what the pool says until its end, and returns the exit code.
func (in *intake) serve() int {
	knock := make([]byte, 64)
	for {
		if err := in.take(); err != nil {
			return exitProtocol
		}
		if !in.ring.Arm() {
			continue
		}
		if _, err := in.bell.Read(knock); err != nil {
			return in.last(err)
		}
	}
}

// last takes in what was said before the pool closed its end.
func (in *intake) last(end error) int {
	if !errors.Is(end, io.EOF) || in.take() != nil {
		return exitProtocol
	}
	return in.worker.part()
}

// relieve takes in what crowds the ring, between two tasks of a lane: whoever serves
// may not get the processor for as long as the runtime lets the lane have it, and the
// pool would have to wait with the next parcel.
func (in *intake) relieve() {
	if n, err := in.ring.Len(); err == nil && n > crowd {
		_ = in.take() // a fault shows again when it is taken in the next time
	}
}

// crowd is how many bytes in the ring are many: a quarter of it.
const crowd = 64 << 10

// look looks for work for a moment, in place of the goroutine that serves: that is
// sooner than to be woken up.
func (in *intake) look(patience *ring.Patience, found func() bool) bool {
	in.ring.Disarm()
	looked := patience.Look(func() bool {
		return found() || in.take() == nil && found()
	})
	// From here on whoever serves is woken up again. A fault shows there too.
	for !in.ring.Arm() && in.take() == nil {
		continue
	}
	return looked || found()
}
