package launcher

import (
	"encoding/json"
	"testing"
)

// large is an input that only one message has room for. Its memory is never touched.
func large() texts {
	const size = maxAhead - 1000
	return texts{bytes: make([]byte, size), ends: []uint32{size}}
}

func TestAMessageHoldsNoTaskThatBeginsBeyondItsBound(t *testing.T) {
	small := newTexts(3)
	for range 3 {
		small.append(json.RawMessage("1"))
	}
	var f fresh
	f.add(reading{packs: []texts{small, large(), large(), small}, count: 8})
	for _, want := range []int{4, 4} {
		if n := f.upTo(100); n != want {
			t.Fatalf("upTo(100) = %d, want %d", n, want)
		}
		f.take(want)
	}
	if f.count != 0 || f.size != 0 || f.upTo(100) != 0 {
		t.Errorf("left = %d inputs of %d bytes, want none", f.count, f.size)
	}
}

func TestLargeInputsAreReadAheadByTheirBytes(t *testing.T) {
	s := newSource(100)
	s.claim(reading{packs: []texts{large()}, count: 1})
	if s.full() {
		t.Error("full before it is")
	}
	s.claim(reading{packs: []texts{large()}, count: 1})
	if !s.full() {
		t.Error("two large inputs read ahead, and there is room for more")
	}
	if s.release(1, maxAhead-1000); s.full() {
		t.Error("full when one of two was handed out")
	}
}

func TestAChunkOfLargeInputsDoesNotWaitForMoreThanIsReadAhead(t *testing.T) {
	j := newJob(Job{Method: Map, Chunk: 10, Total: 10}, 1, &Batch{})
	j.fresh.add(reading{packs: []texts{large(), large()}, count: 2})
	p := j.next(100, 100)
	if p == nil {
		t.Fatal("next waits for the rest of the chunk, which is not read before something was handed out")
	}
	if n := p.inputs.len(); n != 1 {
		t.Errorf("next = %d tasks, want 1", n)
	}
}
