package launcher

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// decode reads a frame that a worker sent.
func decode(kind wire.Kind, body []byte) (any, error) {
	switch kind {
	case wire.KindReady:
		return wire.DecodeReady(body)
	case wire.KindStarted:
		return wire.DecodeStarted(body)
	case wire.KindOutput:
		return wire.DecodeOutput(body)
	case wire.KindFinished:
		return wire.DecodeFinished(body)
	case wire.KindLockWant:
		lock, err := wire.DecodeLock(body)
		return lockAsk{lock.ID}, err
	case wire.KindLockFree:
		lock, err := wire.DecodeLock(body)
		return lockEnd{lock.ID}, err
	case wire.KindFarewell:
		return wire.DecodeFarewell(body)
	case wire.KindReturned:
		return wire.DecodeReturned(body)
	case wire.KindHello, wire.KindJob, wire.KindTask, wire.KindLockGrant, wire.KindRecall:
	}
	return nil, fmt.Errorf("%w: kind %d from a worker", wire.ErrFrame, kind)
}

// atEnd tells the end of a worker's stream from something it should not have
// sent. A frame that is cut off is the end too: the worker died within it.
func atEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrClosed)
}
