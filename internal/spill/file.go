package spill

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// extent is where records lie in the file.
type extent struct{ at, length int64 }

// maxExtent is how much becomes one extent: its space is given back at once.
const maxExtent = 1 << 20

// joined puts an extent to others of the same task, as one with the last where it
// follows that in the file.
func joined(all []extent, more extent) []extent {
	if n := len(all); n > 0 && all[n-1].at+all[n-1].length == more.at && all[n-1].length+more.length <= maxExtent {
		all[n-1].length += more.length
		return all
	}
	return append(all, more)
}

// block is what space is given back in: a multiple of every page and file system
// block there is.
const block = 64 << 10

// file is a private file of the folder for temporary files (TMPDIR), which is
// written at its end. The zero value has not been made yet.
type file struct {
	on       *os.File
	reader   *bufio.Reader
	end      int64           // where it is written next
	unread   int64           // bytes
	released map[int64]int64 // by block: bytes that were read, where not all of it was
}

// append writes data at the end. After an error nothing of it counts.
func (f *file) append(data []byte) (extent, error) {
	if f.on == nil {
		on, err := create(os.TempDir())
		if err != nil {
			return extent{}, fmt.Errorf("make a temporary file in %s (TMPDIR names another folder): %w", os.TempDir(), cause(err))
		}
		f.on, f.reader, f.released = on, bufio.NewReaderSize(nil, maxChunk), map[int64]int64{}
	}
	if _, err := f.on.WriteAt(data, f.end); err != nil {
		return extent{}, fmt.Errorf("write a temporary file in %s (TMPDIR names another folder): %w", os.TempDir(), cause(err))
	}
	e := extent{f.end, int64(len(data))}
	f.end += e.length
	f.unread += e.length
	return e, nil
}

// cause is an error without the name of the file, which nobody can look up.
func cause(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}

// read hands over the records of an extent, in pieces of at most maxChunk.
func (f *file) read(e extent, write func(tag byte, data []byte)) error {
	f.reader.Reset(io.NewSectionReader(f.on, e.at, e.length))
	for left := e.length; left > 0; {
		head, err := f.reader.Peek(header)
		if err != nil {
			return fmt.Errorf("read a temporary file in %s: %w", os.TempDir(), cause(err))
		}
		tag, length := ofHeader(binary.LittleEndian.Uint32(head))
		_, _ = f.reader.Discard(header)
		data, err := f.reader.Peek(length)
		write(tag, data)
		if err != nil {
			return fmt.Errorf("read a temporary file in %s: %w", os.TempDir(), cause(err))
		}
		_, _ = f.reader.Discard(length)
		left -= int64(header + length)
	}
	return nil
}

// release gives back the space of an extent: that of each block of which all was
// read, and all of the file when nothing is left in it.
func (f *file) release(e extent) {
	if f.unread -= e.length; f.unread == 0 {
		// What cannot be cut off is written over.
		_ = f.on.Truncate(0)
		f.end = 0
		clear(f.released)
		return
	}
	var free extent // blocks next to each other
	for at := e.at / block * block; at < e.at+e.length; at += block {
		f.released[at] += min(at+block, e.at+e.length) - max(at, e.at)
		if f.released[at] < block {
			continue
		}
		delete(f.released, at)
		if free.length == 0 {
			free.at = at
		}
		free.length += block
	}
	if free.length > 0 {
		// A file system that cannot do it keeps the space until all was read.
		_ = punch(f.on, free)
	}
}

// close ends the file, and what lies in it.
func (f *file) close() error {
	if f.on == nil {
		return nil
	}
	err := f.on.Close()
	*f = file{}
	if err != nil {
		return fmt.Errorf("close a temporary file in %s: %w", os.TempDir(), err)
	}
	return nil
}
