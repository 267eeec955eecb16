package spill

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// said is what a task printed: each byte with its tag.
type said struct{ tags, data []byte }

func (s *said) add(tag byte, data []byte) {
	s.tags = append(s.tags, bytes.Repeat([]byte{tag}, len(data))...)
	s.data = append(s.data, data...)
}

func (s *said) equal(other *said) bool {
	return bytes.Equal(s.tags, other.tags) && bytes.Equal(s.data, other.data)
}

// storeOf returns a store that is closed at the end of the test.
func storeOf(t *testing.T, limit int) *Store {
	t.Helper()
	s := New(limit)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func takeOf(t *testing.T, s *Store, task int) *said {
	t.Helper()
	got := &said{}
	err := s.Take(task, func(tag byte, data []byte) {
		if len(data) > maxChunk {
			t.Errorf("piece = %d bytes, want at most %d", len(data), maxChunk)
		}
		got.add(tag, data)
	})
	if err != nil {
		t.Errorf("take task %d: %v", task, err)
	}
	return got
}

func TestWhatWasPrintedComesBackInItsOrder(t *testing.T) {
	for _, limit := range []int{0, 1 << 10, 64 << 10, 1 << 30} {
		t.Run(fmt.Sprintf("limit %d", limit), func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, uint64(limit)))
			s, want := storeOf(t, limit), map[int]*said{}
			for range 3000 {
				task := random.IntN(20)
				if random.IntN(30) == 0 && want[task] != nil {
					if got := takeOf(t, s, task); !got.equal(want[task]) {
						t.Fatalf("task %d: %d bytes that differ from the %d printed", task, len(got.data), len(want[task].data))
					}
					delete(want, task)
					continue
				}
				if want[task] == nil {
					want[task] = &said{}
				}
				tag, data := byte(1+random.IntN(2)), someBytes(random)
				s.Add(task, tag, data)
				want[task].add(tag, data)
				clear(data)
			}
			for task, w := range want {
				if got := takeOf(t, s, task); !got.equal(w) {
					t.Errorf("task %d: %d bytes that differ from the %d printed", task, len(got.data), len(w.data))
				}
			}
			if !s.Empty() || s.used != 0 || s.file.unread != 0 {
				t.Errorf("empty = %v with %d bytes in memory and %d on disk, want nothing left", s.Empty(), s.used, s.file.unread)
			}
		})
	}
}

// someBytes are mostly few, at times more than a chunk.
func someBytes(random *rand.Rand) []byte {
	n := random.IntN(200)
	if random.IntN(50) == 0 {
		n = random.IntN(3 * maxChunk)
	}
	data := make([]byte, 1+n)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

func TestTasksAreNamedInOrder(t *testing.T) {
	s := storeOf(t, 1<<20)
	for _, task := range []int{30, 2, 100} {
		s.Add(task, 1, []byte("x"))
	}
	s.Add(5, 1, nil)
	if got, want := s.Tasks(), []int{2, 30, 100}; !slices.Equal(got, want) {
		t.Errorf("tasks = %v, want %v", got, want)
	}
}

// peakHeap runs a function that calls look now and then, and returns the most that
// the heap held then beyond what it held before.
func peakHeap(work func(look func())) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, peak := m.HeapInuse, uint64(0)
	work(func() {
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
	})
	return peak - min(peak, before)
}

func TestMemoryIsBoundedWhateverTasksPrint(t *testing.T) {
	// What was given up stays in the heap until it is collected, on a busy machine for longer.
	const limit, bound, total = 8 << 20, 64 << 20, 200 << 20
	for _, c := range []struct {
		name         string
		tasks, piece int
	}{
		{"one task, one line", 1, 64 << 10},
		{"1,000 tasks by turns", 1000, 4 << 10},
		{"4,096 tasks by turns, few bytes", 4096, 512},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			s, data := storeOf(t, limit), bytes.Repeat([]byte{'x'}, c.piece)
			sums := make([]uint64, c.tasks)
			count := 0
			peak := peakHeap(func(look func()) {
				for i := range total / c.piece {
					data[0] = byte(i)
					s.Add(i%c.tasks, byte(1+i/c.tasks%2), data)
					sums[i%c.tasks] = sums[i%c.tasks]*31 + uint64(data[0])
					if i%(4<<20/c.piece) == 0 {
						look()
					}
				}
				for task := range c.tasks {
					count += check(t, s, task, c.piece, sums[task])
					if task%100 == 0 {
						look()
					}
				}
				look()
			})
			if want := total / c.piece * c.piece; count != want {
				t.Errorf("bytes = %d, want %d", count, want)
			}
			if peak > bound {
				t.Errorf("heap grew by %d KiB, want at most %d", peak>>10, bound>>10)
			}
			t.Logf("heap grew by %d KiB", peak>>10)
		})
	}
}

// check takes what a task printed in pieces of one length and compares their first
// bytes with a sum.
func check(t *testing.T, s *Store, task, piece int, want uint64) int {
	t.Helper()
	count, sum := 0, uint64(0)
	err := s.Take(task, func(_ byte, data []byte) {
		for at := (piece - count%piece) % piece; at < len(data); at += piece {
			sum = sum*31 + uint64(data[at])
		}
		count += len(data)
	})
	if err != nil || sum != want {
		t.Errorf("task %d: error %v, first bytes as printed: %v", task, err, sum == want)
	}
	return count
}

func TestManyTasksOfOneLineTakeLittleMemoryEach(t *testing.T) {
	const tasks, each = 200_000, 200
	t.Setenv("TMPDIR", t.TempDir())
	s := storeOf(t, 4<<20)
	grown := peakHeap(func(look func()) {
		for task := range tasks {
			s.Add(task, 1, []byte("a line\n"))
		}
		runtime.GC()
		look()
	})
	if got := int(grown-4<<20) / tasks; got > each {
		t.Errorf("%d bytes a task beyond the bound, want at most %d", got, each)
	}
	sum := fnv.New64()
	for _, task := range s.Tasks() {
		_ = s.Take(task, func(_ byte, data []byte) { _, _ = sum.Write(data) })
	}
	want := fnv.New64()
	_, _ = want.Write(bytes.Repeat([]byte("a line\n"), tasks))
	if sum.Sum64() != want.Sum64() {
		t.Errorf("what came back differs from what was printed")
	}
}

func TestNoFileIsMadeWithinTheBound(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	s := storeOf(t, 1<<20)
	for task := range 10 {
		s.Add(task, 1, make([]byte, 60<<10))
	}
	for task := range 10 {
		if got := len(takeOf(t, s, task).data); got != 60<<10 {
			t.Errorf("task %d: %d bytes, want %d", task, got, 60<<10)
		}
	}
}

func TestWhatCannotBeKeptIsSaidAndTheRestComesBack(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	t.Setenv("TMPDIR", missing)
	s := storeOf(t, 256<<10)
	first := bytes.Repeat([]byte("first "), 10_000)
	s.Add(1, 1, first)
	s.Add(2, 2, make([]byte, 1<<20))
	s.Add(2, 2, make([]byte, 1000))
	if got := takeOf(t, s, 1); !bytes.Equal(got.data, first) {
		t.Errorf("task 1: %d bytes, want its %d", len(got.data), len(first))
	}
	kept := 0
	err := s.Take(2, func(_ byte, data []byte) { kept += len(data) })
	loss, ok := errors.AsType[*LostError](err)
	if !ok || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("take: %v, want a LostError with the system's reason", err)
	}
	if loss.Task != 2 || kept == 0 || int64(kept)+loss.Bytes != 1<<20+1000 {
		t.Errorf("task %d: %d bytes kept and %d lost, want %d of task 2 together", loss.Task, kept, loss.Bytes, 1<<20+1000)
	}
	for _, want := range []string{"task 2", missing, "TMPDIR", strconv.FormatInt(loss.Bytes, 10)} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error = %q, want it to name %q", err, want)
		}
	}
}

func TestAfterALossATaskCanPrintAgain(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	s := storeOf(t, 1<<10)
	s.Add(1, 1, make([]byte, 1<<20))
	if err := s.Take(1, func(byte, []byte) {}); err == nil {
		t.Errorf("take: no error, want a loss")
	}
	s.Add(1, 1, []byte("more"))
	if got := takeOf(t, s, 1); string(got.data) != "more" {
		t.Errorf("data = %q, want %q", got.data, "more")
	}
}

func TestClosedStoreIsEmpty(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := New(1 << 10)
	s.Add(1, 1, make([]byte, 1<<20))
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if !s.Empty() || s.file.on != nil {
		t.Errorf("empty = %v, file = %v, want nothing left", s.Empty(), s.file.on)
	}
}
