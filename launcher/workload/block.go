package workload

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// roomStep is how much is touched between two looks at what the machine has
// left.
const roomStep = 16 * mebibyte

// roomKept is what is left to the rest of the machine.
const roomKept = 256 * mebibyte

// block is memory that is really resident: each of its pages was written to.
type block struct {
	data []byte
	free func() error
}

// newBlock takes n bytes from the system and touches them. It stops short of
// using up the machine, because nobody wants a lesson to end in the kernel's
// out-of-memory killer.
func newBlock(n int) (*block, error) {
	if n == 0 {
		return &block{free: func() error { return nil }}, nil
	}
	data, free, err := reserve(n)
	if err != nil {
		return nil, fmt.Errorf("take %d MiB of memory: %w", n/mebibyte, err)
	}
	b := &block{data: data, free: free}
	if err := b.touch(); err != nil {
		return nil, errors.Join(err, b.release())
	}
	return b, nil
}

func (b *block) touch() error {
	page := os.Getpagesize()
	for at := 0; at < len(b.data); at += page {
		if at%roomStep == 0 {
			if err := checkRoom(min(roomStep, len(b.data)-at), available); err != nil {
				return fmt.Errorf("after %d MiB: %w", at/mebibyte, err)
			}
		}
		binary.NativeEndian.PutUint64(b.data[at:], mark(at))
	}
	return nil
}

// check reads each page back.
func (b *block) check() error {
	page := os.Getpagesize()
	for at := 0; at < len(b.data); at += page {
		if got, want := binary.NativeEndian.Uint64(b.data[at:]), mark(at); got != want {
			return fmt.Errorf("memory at byte %d holds %#x, not %#x that was written", at, got, want)
		}
	}
	return nil
}

// release gives the memory back to the system at once.
func (b *block) release() error {
	b.data = nil
	if err := b.free(); err != nil {
		return fmt.Errorf("give memory back: %w", err)
	}
	return nil
}

// mark differs from page to page and is never 0, what untouched memory reads as.
func mark(at int) uint64 { return uint64(at)*0x9e3779b97f4a7c15 + 1 }

// checkRoom says whether n more bytes leave roomKept to the machine; left is 0
// where it cannot be known.
func checkRoom(n int, left func() (uint64, bool)) error {
	free, known := left()
	if known && free < uint64(n)+roomKept {
		return fmt.Errorf("the machine has %d MiB of memory left, and %d MiB are kept for the rest of it", free/mebibyte, roomKept/mebibyte)
	}
	return nil
}
