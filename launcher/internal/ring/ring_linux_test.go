package ring

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

const much = 8 << 20 // bytes: the ring is filled and emptied some thirty times

// checkRandom reads what writeRandom wrote, n bytes, in pieces of all sizes.
func checkRandom(t *testing.T, l *line, n int) {
	t.Helper()
	source, sizes := randomBytes(), rand.New(rand.NewPCG(3, 4))
	got, want := make([]byte, 2*dataSize), make([]byte, 2*dataSize)
	read := 0
	for {
		n, err := l.Read(got[:1+sizes.IntN(len(got))])
		if errors.Is(err, os.ErrClosed) {
			break
		}
		if err != nil {
			t.Fatalf("after %d bytes: %v", read, err)
		}
		_, _ = source.Read(want[:n]) // never fails
		if !bytes.Equal(got[:n], want[:n]) {
			t.Fatalf("the %d bytes from %d on are not those that were written", n, read)
		}
		read += n
	}
	if read != n {
		t.Errorf("read %d bytes, want the %d that were written", read, n)
	}
}

func TestWritesOfAnySizeComeOutByteForByte(t *testing.T) {
	l, w, bell := writerHere(t)
	written := make(chan error)
	go func() {
		err := writeRandom(w, much)
		_ = bell.Close()
		written <- err
	}()
	checkRandom(t, l, much)
	if err := <-written; err != nil {
		t.Error(err)
	}
}

func TestWritesOfAnotherProcessComeOutByteForByte(t *testing.T) {
	l, cmd := writerElsewhere(t, "8388608")
	begin(t, cmd)
	checkRandom(t, l, much)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the writer: %v", err)
	}
}

func TestAFullRingTakesNoMoreAndOverwritesNothing(t *testing.T) {
	l, w, bell := writerHere(t)
	defer bell.Close()
	all := make([]byte, dataSize+2)
	_, _ = randomBytes().Read(all)
	rest := all
	put := func(want int, when string) {
		t.Helper()
		n, err := w.Put(rest)
		if n != want || err != nil {
			t.Errorf("Put = %d, %v %s, want %d", n, err, when, want)
		}
		rest = rest[n:]
	}
	got := make([]byte, len(all))
	read := func(from, to int) {
		t.Helper()
		if n, err := l.Reader.Read(got[from:to]); n != to-from || err != nil {
			t.Errorf("Read = %d, %v, want %d", n, err, to-from)
		}
	}
	put(dataSize, "into an empty ring")
	put(0, "into a full one")
	read(0, 1)
	put(1, "after a byte was read")
	put(0, "after that byte's room was taken")
	read(1, 100)
	put(1, "of what is left")
	read(100, len(all))
	if !bytes.Equal(got, all) {
		t.Error("what was read is not what was written")
	}
}

func TestAWriteThatHasNoRoomWaitsUntilNobodyWillRead(t *testing.T) {
	l, w, bell := writerHere(t)
	defer bell.Close()
	type wrote struct {
		n   int
		err error
	}
	written := make(chan wrote, 1)
	go func() {
		n, err := w.Write(make([]byte, 2*dataSize))
		written <- wrote{n, err}
	}()
	await(t, l.Reader, dataSize)
	if n, err := l.Reader.Read(make([]byte, 1000)); n != 1000 || err != nil {
		t.Errorf("Read = %d, %v, want 1000", n, err)
	}
	await(t, l.Reader, dataSize) // it waits still, and takes the room
	select {
	case w := <-written:
		t.Errorf("Write = %d, %v before all had room, want it to wait", w.n, w.err)
	default:
	}
	w.Stop()
	select {
	case w := <-written:
		if w.n != dataSize+1000 || !errors.Is(w.err, io.ErrClosedPipe) {
			t.Errorf("Write = %d, %v after Stop, want %d and ErrClosedPipe", w.n, w.err, dataSize+1000)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Write waits for a reader after Stop")
	}
}

// await waits until as many bytes lie in a ring.
func await(t *testing.T, r *Reader, want int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; giveWay() {
		n, err := r.Len()
		if n == want && err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("bytes in the ring = %d, %v, want %d", n, err, want)
		}
	}
}

func TestTheTwoWaysDoNotMix(t *testing.T) {
	pair, memory, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	other := opened(t, memory)
	defer func() { _ = pair.Close() }()
	here, to := pair.Made(nil)
	there, back := other.Opened(nil)
	for _, way := range []struct {
		w    *Writer
		r    *Reader
		text string
	}{{to, there, "there"}, {back, here, "and back"}, {to, there, "and there"}} {
		if _, err := way.w.Put([]byte(way.text)); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 100)
		if n, err := way.r.Read(got); err != nil || string(got[:n]) != way.text {
			t.Errorf("read %q, %v, want %q", got[:n], err, way.text)
		}
	}
}

func TestTheBellRingsOnceForAReaderThatWaits(t *testing.T) {
	l, w, bell := writerHere(t)
	defer bell.Close()
	rung := 0
	w.bell = func() error {
		rung++
		return nil
	}
	write := func(want int, when string) {
		t.Helper()
		if _, err := w.Put([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if rung != want {
			t.Errorf("rung %d times %s, want %d", rung, when, want)
		}
	}
	write(0, "for nobody who waits")
	if l.Arm() {
		t.Error("Arm = true with a byte to read")
	}
	write(0, "for a reader that found something")
	if _, err := l.Read(make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	l.Arm()
	l.Disarm()
	write(0, "for one that thought better of it")
	if _, err := l.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if !l.Arm() {
		t.Error("Arm = false with nothing to read")
	}
	write(1, "for a reader that waits")
	write(1, "for one that was rung already")
}

func TestTheBellsErrorIsTold(t *testing.T) {
	l, w, bell := writerHere(t)
	defer bell.Close()
	w.bell = func() error { return io.ErrClosedPipe }
	l.Arm()
	if n, err := w.Put([]byte("ab")); n != 2 || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Put = %d, %v, want 2 bytes and the bell's error", n, err)
	}
}

func TestPositionsThatCannotBeAreCorrupt(t *testing.T) {
	for name, corrupt := range map[string]func(*header){
		"more written than has room":  func(h *header) { h.head.Add(dataSize + 1) },
		"less written than was read":  func(h *header) { h.head.Add(^uint64(0)) },
		"more read than was written":  func(h *header) { h.tail.Add(1) },
		"as much as a number can say": func(h *header) { h.head.Store(1<<64 - 1) },
	} {
		l, _, bell := writerHere(t)
		corrupt(l.head)
		if n, err := l.Len(); n != 0 || !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: Len = %d, %v, want ErrCorrupt", name, n, err)
		}
		if n, err := l.Reader.Read(make([]byte, 10)); n != 0 || !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: Read = %d, %v, want ErrCorrupt", name, n, err)
		}
		_ = bell.Close()
	}
}

func TestMemoryOfAnotherSizeIsNoRing(t *testing.T) {
	_, memory, bell := newLine(t)
	defer memory.Close()
	defer bell.Close()
	if err := memory.Truncate(headerSize); err != nil {
		t.Fatal(err)
	}
	fd, err := syscall.Dup(int(memory.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(fd); err == nil {
		t.Error("Open = no error for memory without room for two rings")
	}
}

// What a writer had published when it was killed is there to be read, every byte of
// it and in order.
func TestAKilledWriterLosesNothingItHadWritten(t *testing.T) {
	for _, enough := range []int{1, 100, 5000, dataSize / 8} {
		l, cmd := writerElsewhere(t, "counters")
		said, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		begin(t, cmd)
		if _, err := io.CopyN(io.Discard, said, int64(8*enough)); err != nil {
			t.Fatalf("the writer says less than %d counters: %v", enough, err)
		}
		_ = cmd.Process.Kill()
		more, err := io.Copy(io.Discard, said)
		if err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		written := enough + int(more)/8
		if read := countersIn(t, l); read < written || read > written+1 {
			t.Errorf("read %d counters of %d that were written", read, written)
		}
	}
}

// countersIn reads to the end of a line and returns how many counters there were,
// one after another.
func countersIn(t *testing.T, l *line) int {
	t.Helper()
	var counter [8]byte
	for n := 0; ; n++ {
		if _, err := io.ReadFull(l, counter[:]); err != nil {
			if !errors.Is(err, os.ErrClosed) {
				t.Errorf("counter %d: %v", n, err)
			}
			return n
		}
		if got := binary.LittleEndian.Uint64(counter[:]); got != uint64(n) {
			t.Fatalf("counter %d = %d", n, got)
		}
	}
}

func TestPatienceLooksOftenOnlyWhereLookingPays(t *testing.T) {
	var p Patience
	looks := 0
	look := func(found bool) int {
		before := looks
		if p.Look(func() bool { looks++; return found }) != (found && looks > before) {
			t.Errorf("Look tells another thing than was found")
		}
		return looks - before
	}
	if n := look(true); n != 1 {
		t.Errorf("looked %d times for what was there, want once", n)
	}
	tries := 0
	for range 100 {
		if look(false) > 0 {
			tries++
		}
	}
	if tries < 2 || tries > 10 {
		t.Errorf("looked on %d of 100 occasions in vain, want ever fewer", tries)
	}
	for range 2 * mostSkip {
		if look(true) > 0 {
			break
		}
	}
	if n := look(true); n != 1 {
		t.Errorf("looked %d times after it had paid, want once", n)
	}
}

// Who waits at the very moment of a write is woken by it. Under the race detector this
// fails within seconds where one of both sides says with a mere store what the other looks for.
func TestNoWordIsWrittenWithoutABellToWhoWaits(t *testing.T) {
	l, w, bell := writerHere(t)
	defer bell.Close()
	const words = 100_000
	heard := make(chan struct{}, 1)
	go func() {
		for n := range words {
			for range n % 64 { // so that the write meets the reader at every step
				runtime.KeepAlive(n)
			}
			if _, err := w.Write([]byte{1}); err != nil {
				return
			}
			<-heard
		}
	}()
	for n := range words {
		_ = l.bell.SetReadDeadline(time.Now().Add(10 * time.Second))
		if got, err := l.Read(make([]byte, 1)); got != 1 || err != nil {
			t.Fatalf("word %d: %d, %v", n, got, err)
		}
		heard <- struct{}{}
	}
}
