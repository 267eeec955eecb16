package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
)

// maxLine is more than any record of a task has: a file that goes on without a newline
// is no log.
const maxLine = 256 << 20

// line is a line of a log.
type line struct {
	text   []byte // without the newline; valid until the next line is read
	number int    // from 1
	offset int64  // of its first byte
	cut    bool   // it has no newline: it is the last one
}

// end is the offset behind the line, its newline included.
func (l line) end() int64 {
	if l.cut {
		return l.offset + int64(len(l.text))
	}
	return l.offset + int64(len(l.text)) + 1
}

// lines yields the lines of a log; an error is the last pair.
func lines(from io.Reader) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		r := bufio.NewReaderSize(from, 1<<16)
		l := line{number: 1}
		for {
			var err error
			l.text, err = appendLine(l.text[:0], r)
			l.cut = errors.Is(err, io.EOF)
			switch {
			case err != nil && !l.cut:
				yield(l, fmt.Errorf("line %d: %w", l.number, cause(err)))
				return
			case l.cut && len(l.text) == 0:
				return
			case !yield(l, nil) || l.cut:
				return
			}
			l.offset, l.number = l.end(), l.number+1
		}
	}
}

// appendLine appends the next line without its newline, or with io.EOF what is there
// of it.
func appendLine(dst []byte, r *bufio.Reader) ([]byte, error) {
	for {
		piece, err := r.ReadSlice('\n')
		dst = append(dst, piece...)
		switch {
		case err == nil:
			return dst[:len(dst)-1], nil
		case len(dst) > maxLine:
			return dst, fmt.Errorf("it is longer than %d MiB", maxLine>>20)
		case !errors.Is(err, bufio.ErrBufferFull):
			return dst, err
		}
	}
}
