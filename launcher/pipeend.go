package launcher

import (
	"errors"
	"os"
	"sync/atomic"
	"time"
)

// drainTime bounds the wait for more from a pipe whose worker has ended, since
// somebody outside the worker's group may still hold it open.
const drainTime = 500 * time.Millisecond

// pipeEnd reads what a worker writes to a standard stream. What was written when
// the worker ended is read to its end, however slowly the reader's caller takes
// it; waiting for more is bounded, and so is how much more there may be.
type pipeEnd struct {
	file     *os.File
	patience time.Duration // how long it waits for more then
	ended    atomic.Bool
	since    int // bytes read since then
}

// pipeMost is the largest that a pipe may be made without privileges
// (/proc/sys/fs/pipe-max-size, pipe(7)): that much may have been written before the end.
const pipeMost = 1 << 20

func newPipeEnd(file *os.File) *pipeEnd { return &pipeEnd{file: file, patience: drainTime} }

// lastWords says that the worker has ended.
func (p *pipeEnd) lastWords() {
	p.ended.Store(true)
	if err := p.file.SetReadDeadline(time.Now().Add(p.patience)); err != nil {
		// A pipe without deadlines, as on Windows.
		time.AfterFunc(p.patience, func() { _ = p.file.Close() })
	}
}

// Read reads from the pipe.
func (p *pipeEnd) Read(b []byte) (int, error) {
	for {
		ended := p.ended.Load()
		if ended {
			_ = p.file.SetReadDeadline(time.Now().Add(p.patience))
		}
		if p.since > pipeMost {
			return 0, os.ErrDeadlineExceeded
		}
		n, err := p.file.Read(b)
		if ended {
			p.since += n
		}
		if ended || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
	}
}
