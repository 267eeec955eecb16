package wire

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"
)

// Again is the end of a task that began when the one before it in the parcel ended,
// is done, and took all of its time of the processor. It is a byte from 128 on, the
// wall time and the value: what else there is to say was said of the one before. A
// worker of one thread uses it.
type Again struct {
	Next  bool // the next task of the parcel began at the same time
	Wall  time.Duration
	Value []byte // JSON; shares the memory of what it was cut from
}

const (
	again     = 0x80
	againNext = 0x01
)

// IsAgain reports whether bytes, of which there is one at least, begin with an Again.
func IsAgain(buf []byte) bool { return buf[0] >= again }

// AppendTo adds the message.
func (a *Again) AppendTo(buf []byte) []byte {
	buf = append(buf, again|flag(a.Next)*againNext)
	buf = binary.AppendUvarint(buf, uint64(a.Wall))
	return appendBytes(buf, a.Value)
}

// CutAgain reads the message that buf begins with and returns its length, 0 when it
// is not whole yet. The error wraps ErrFrame.
func CutAgain(buf []byte, a *Again) (length int, err error) {
	wall, n := binary.Uvarint(buf[1:])
	if n <= 0 {
		return 0, broken(n)
	}
	at := 1 + n
	size, n := binary.Uvarint(buf[at:])
	if n <= 0 || size > MaxFrame {
		return 0, broken(n)
	}
	at += n
	if size > uint64(len(buf)-at) {
		return 0, nil
	}
	a.Next, a.Wall = buf[0]&againNext != 0, time.Duration(wall)
	a.Value = buf[at : at+int(size) : at+int(size)]
	if buf[0]&^againNext != again || a.Wall < 0 || size > 0 && !ValidJSON(a.Value) {
		return 0, broken(1)
	}
	return at + int(size), nil
}

// broken tells a number that is cut off, which is no fault, from one that is none.
func broken(n int) error {
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%w: short end of a task of another form", ErrFrame)
}

// ValidJSON reports whether bytes are one JSON value. Whole numbers, which tasks
// return most, are seen at a glance.
func ValidJSON(value []byte) bool {
	if len(value) > 0 && (value[0] != '0' || len(value) == 1) {
		for i, c := range value {
			if c < '0' || c > '9' {
				break
			}
			if i == len(value)-1 {
				return true
			}
		}
	}
	return json.Valid(value)
}
