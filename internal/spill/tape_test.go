package spill

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"testing"
)

func tapeOf(t *testing.T, limit int64) *Tape {
	t.Helper()
	tape := NewTape(limit)
	t.Cleanup(func() {
		if err := tape.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return tape
}

// played is all of a tape by its marks, and in which order these came.
func played(t *testing.T, tape *Tape) (all map[Mark][]byte, order []Mark) {
	t.Helper()
	all = map[Mark][]byte{}
	err := tape.Each(func(m Mark, data []byte) error {
		all[m], order = append(all[m], data...), append(order, m)
		return nil
	})
	if err != nil {
		t.Errorf("each: %v", err)
	}
	return all, order
}

func TestATapePlaysWhatWasAddedInOrderAsOftenAsAsked(t *testing.T) {
	tape := tapeOf(t, 1<<30)
	first, second := Mark{Task: 3, Worker: 2, Kind: 1}, Mark{Task: -1, Worker: 7, Kind: 2}
	long := bytes.Repeat([]byte("0123456789"), 100_000)
	tape.Add(first, []byte("one "))
	tape.Add(second, nil)
	tape.Add(second, long)
	tape.Add(first, []byte("two"))
	for range 2 {
		all, order := played(t, tape)
		if string(all[first]) != "one two" || !bytes.Equal(all[second], long) {
			t.Errorf("played %q and %d bytes, want \"one two\" and %d", all[first], len(all[second]), len(long))
		}
		if order[0] != first || order[len(order)-1] != first {
			t.Errorf("order = %v, want the first mark at both ends", order)
		}
	}
	if held, missed, why := tape.Held(); held != int64(len(long)+7) || missed != 0 || why != nil {
		t.Errorf("held %d, missed %d, %v, want %d, 0, none", held, missed, why, len(long)+7)
	}
}

func TestAFullTapeKeepsWhatItHasAndCountsTheRest(t *testing.T) {
	tape := tapeOf(t, 1000)
	mark := Mark{Task: 1}
	for range 10 {
		tape.Add(mark, make([]byte, 200))
	}
	all, _ := played(t, tape)
	held, missed, why := tape.Held()
	if len(all[mark]) != 800 || held != 800 || missed != 1200 || !errors.Is(why, ErrTapeEnds) {
		t.Errorf("played %d, held %d, missed %d, %v, want 800, 800, 1200 and that it ends", len(all[mark]), held, missed, why)
	}
}

func TestATapeThatCannotBeWrittenCountsAllAsMissed(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/is not there")
	tape := tapeOf(t, 1<<30)
	for range 100 {
		tape.Add(Mark{}, make([]byte, 10_000))
	}
	if all, _ := played(t, tape); len(all) != 0 {
		t.Errorf("played %d marks, want none", len(all))
	}
	if held, missed, why := tape.Held(); held != 0 || missed != 1_000_000 || !errors.Is(why, os.ErrNotExist) {
		t.Errorf("held %d, missed %d, %v, want 0, 1000000 and that the folder is not there", held, missed, why)
	}
}

func TestATapeIsReadWhileItGrows(t *testing.T) {
	tape := tapeOf(t, 1<<30)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 2000 {
			tape.Add(Mark{Task: 1}, []byte("line of some length\n"))
		}
	}()
	for range 20 {
		all, _ := played(t, tape)
		if n := len(all[Mark{Task: 1}]); n%20 != 0 {
			t.Fatalf("played %d bytes, want whole pieces of 20", n)
		}
	}
	<-done
	if all, _ := played(t, tape); len(all[Mark{Task: 1}]) != 40_000 {
		t.Errorf("played %d bytes, want 40000", len(all[Mark{Task: 1}]))
	}
}

func TestAClosedTapeIsNotReadAndKeepsNothing(t *testing.T) {
	tape := NewTape(1 << 30)
	tape.Add(Mark{}, []byte("x"))
	if err := tape.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	tape.Add(Mark{}, []byte("yz"))
	if err := tape.Each(func(Mark, []byte) error { return nil }); !errors.Is(err, os.ErrClosed) {
		t.Errorf("each = %v, want that it is closed", err)
	}
	if _, missed, _ := tape.Held(); missed != 2 {
		t.Errorf("missed = %d, want 2", missed)
	}
}

func TestATapeIsPlayedOnFromWhereItEnded(t *testing.T) {
	tape := tapeOf(t, 1<<30)
	tape.Add(Mark{At: 7, Task: 1}, []byte("first"))
	place, err := tape.After(0, func(Mark, []byte) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	sign := Mark{At: 1 << 40, Task: 2, Worker: 3, Kind: 9}
	tape.Sign(sign)
	tape.Add(Mark{At: 9, Task: 1}, []byte("second"))
	var marks []Mark
	var text string
	_, err = tape.After(place, func(m Mark, data []byte) error {
		marks, text = append(marks, m), text+string(data)
		return nil
	})
	if want := []Mark{sign, {At: 9, Task: 1}}; err != nil || !slices.Equal(marks, want) || text != "second" {
		t.Errorf("played on = %v, %q, %v, want %v, \"second\"", marks, text, err, want)
	}
	if held, _, _ := tape.Held(); held != 11 {
		t.Errorf("held = %d, want 11: a sign has no bytes", held)
	}
}
