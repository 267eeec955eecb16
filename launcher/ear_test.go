package launcher

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"testing"
	"testing/iotest"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// FuzzEar lets a worker say anything: the pool must not panic, must allocate no more
// than a worker can pay for with what it sends, and must understand the same however
// the bytes arrive.
func FuzzEar(f *testing.F) {
	f.Add([]byte("\x10\x02\x00\x00\x00\x01\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, most := allocated(data), uint64(64<<10+128*len(data)); got > most {
			t.Errorf("allocated %d bytes for %d, want at most %d", got, len(data), most)
		}
		whole := told(t, bytes.NewReader(data))
		if pieces := told(t, iotest.OneByteReader(bytes.NewReader(data))); !slices.Equal(whole, pieces) {
			t.Errorf("in one piece: %q\nbyte by byte: %q", whole, pieces)
		}
	})
}

func TestTheEndOfATaskThatDidNotBeginIsGarbage(t *testing.T) {
	end := &wire.Finished{ID: 1, At: 1, Wall: 1, Value: []byte("1")}
	short := &wire.Again{Wall: 1, Value: []byte("2")}
	for name, said := range map[string][]byte{
		"after nothing":           short.AppendTo(nil),
		"after the last of some":  short.AppendTo(end.AppendTo(nil)),
		"after one that was last": short.AppendTo((&wire.Again{}).AppendTo((&wire.Finished{ID: 1, Next: true, At: 1}).AppendTo(nil))),
	} {
		if _, _, err := newEar().take(said); !errors.Is(err, wire.ErrFrame) {
			t.Errorf("%s: %v, want a broken frame", name, err)
		}
	}
}

func newEar() *ear { return &ear{now: func() time.Duration { return time.Second }} }

// allocated is how much memory an ear uses for bytes. Other goroutines allocate too:
// the least of some tries is its own.
func allocated(data []byte) uint64 {
	least := uint64(math.MaxUint64)
	for range 3 {
		var before, after runtime.MemStats
		e, buf := newEar(), bytes.Clone(data)
		runtime.ReadMemStats(&before)
		_, _, _ = e.take(buf)
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	return least
}

// told is what the pool understands of a worker's stream, but for the times.
func told(t *testing.T, from io.Reader) []string {
	t.Helper()
	var all []string
	hearStream(from, newEar(), func(heard ...any) {
		for _, what := range heard {
			all = append(all, sayings(t, what)...)
		}
	})
	return all
}

// sayings is what one message says. Tasks that ended one after another are one
// message or several, as they arrived.
func sayings(t *testing.T, what any) []string {
	t.Helper()
	switch what := what.(type) {
	case *ran:
		return endings(t, what)
	case *began:
		return []string{fmt.Sprintf("began %d %d", what.id, what.lane)}
	case *failed:
		return []string{fmt.Sprintf("failed %d %q %t", what.id, what.fault, what.next)}
	case garbage:
		return []string{what.err.Error()}
	default:
		return []string{fmt.Sprintf("%T%q", what, what)}
	}
}

func endings(t *testing.T, r *ran) []string {
	t.Helper()
	if len(r.tasks) != r.values.len() || len(r.tasks) == 0 {
		t.Fatalf("a message of %d tasks with %d values", len(r.tasks), r.values.len())
	}
	before := r.start
	var all []string
	for i, value := range r.values.all {
		if end := r.tasks[i].End; end < before {
			t.Fatalf("task %d ended at %s, before %s", r.first+i, end, before)
		} else {
			before = end
		}
		all = append(all, fmt.Sprintf("done %d %s", r.first+i, value))
	}
	return all
}
