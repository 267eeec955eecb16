package ring

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

// writerEnv says to a process of these tests what it is to write, "counters" or how
// many random bytes: the test binary is its own writer.
const writerEnv = "RING_TEST_WRITER"

// The descriptors that a writer inherits.
const (
	ringFD = 3
	bellFD = 4
)

func TestMain(m *testing.M) {
	if what := os.Getenv(writerEnv); what != "" {
		if err := writeAs(what); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func writeAs(what string) error {
	pair, err := Open(ringFD)
	if err != nil {
		return err
	}
	_, w := pair.Opened(bellOn(os.NewFile(bellFD, "bell")))
	if what == "counters" {
		return writeCounters(w)
	}
	n, err := strconv.Atoi(what)
	if err != nil {
		return err
	}
	return writeRandom(w, n)
}

func bellOn(pipe *os.File) func() error {
	return func() error {
		_, err := pipe.Write([]byte{0})
		return err
	}
}

// randomBytes is what writeRandom writes, read again.
func randomBytes() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

// writeRandom writes n bytes in pieces of all sizes, some of them longer than the
// ring is.
func writeRandom(w *Writer, n int) error {
	source, sizes := randomBytes(), rand.New(rand.NewPCG(1, 2))
	piece := make([]byte, 3*dataSize)
	for n > 0 {
		size := min(n, sizes.IntN(1+[]int{0, 10, 200, 5000, len(piece)}[sizes.IntN(5)]))
		_, _ = source.Read(piece[:size]) // never fails
		if wrote, err := w.Write(piece[:size]); wrote != size || err != nil {
			return fmt.Errorf("wrote %d of %d bytes: %w", wrote, size, err)
		}
		n -= size
	}
	return nil
}

// writeCounters writes 0, 1, 2, … without end, 8 bytes each, and says of each on
// stdout when it has been written.
func writeCounters(w *Writer) error {
	for n := uint64(0); ; n++ {
		counter := binary.LittleEndian.AppendUint64(nil, n)
		if _, err := w.Write(counter); err != nil {
			return err
		}
		if _, err := os.Stdout.Write(counter); err != nil {
			return err
		}
	}
}

// line is a ring and the bell beside it, as hearRing of the pool uses them.
type line struct {
	*Reader

	bell *os.File
	over bool // the writer's end of the bell is closed
}

// Read is that of an io.Reader, which waits.
func (l *line) Read(b []byte) (int, error) {
	for {
		if n, err := l.Reader.Read(b); n > 0 || err != nil {
			return n, err
		}
		if !l.Arm() {
			continue
		}
		if l.over {
			return 0, os.ErrClosed
		}
		_, err := l.bell.Read(make([]byte, 64))
		l.over = err != nil
	}
}

// newLine returns a line, and the ends of it that its writer has. The caller
// closes both.
func newLine(t *testing.T) (l *line, memory, bell *os.File) {
	t.Helper()
	pair, memory, err := New()
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	from, bell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = from.Close()
		if err := pair.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	r, _ := pair.Made(nil)
	return &line{Reader: r, bell: from}, memory, bell
}

// opened returns the pair as the other process has it, mapped a second time.
func opened(t *testing.T, memory *os.File) *Pair {
	t.Helper()
	fd, err := syscall.Dup(int(memory.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := Open(fd)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = pair.Close() })
	return pair
}

// writerHere returns a line whose writer is in this process; its bell has to be
// closed.
func writerHere(t *testing.T) (*line, *Writer, *os.File) {
	t.Helper()
	l, memory, bell := newLine(t)
	defer memory.Close()
	_, w := opened(t, memory).Opened(bellOn(bell))
	return l, w, bell
}

// writerElsewhere returns a line whose writer is a process that was not started yet.
func writerElsewhere(t *testing.T, what string) (*line, *exec.Cmd) {
	t.Helper()
	l, memory, bell := newLine(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerEnv+"="+what, "GORACE=atexit_sleep_ms=0")
	cmd.ExtraFiles = []*os.File{memory, bell}
	cmd.Stderr = os.Stderr
	t.Cleanup(func() {
		_ = memory.Close()
		_ = bell.Close()
	})
	return l, cmd
}

// begin starts a writer, which alone has the ends of the line afterwards.
func begin(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the writer: %v", err)
	}
	for _, f := range cmd.ExtraFiles {
		_ = f.Close()
	}
}
