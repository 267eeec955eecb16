package launcher

import (
	"encoding/json"
	"runtime"
	"testing"
	"time"
	"weak"
)

func TestAPileGivesBackWhatItGotInOrder(t *testing.T) {
	var p pile
	put, taken := 0, 0
	for _, n := range []int{1, 0, 300, 255, 1, 1000} {
		some := make([]Result, n)
		for i := range some {
			some[i].Task = put + i
		}
		p.add(some...)
		put += n
		for range n / 2 {
			if r, ok := p.take(); !ok || r.Task != taken {
				t.Fatalf("take = %d, %t, want %d", r.Task, ok, taken)
			}
			taken++
		}
	}
	for ; taken < put; taken++ {
		if r, ok := p.take(); !ok || r.Task != taken {
			t.Fatalf("take = %d, %t, want %d", r.Task, ok, taken)
		}
	}
	if r, ok := p.take(); ok || !p.empty() {
		t.Errorf("an empty pile gives %+v", r)
	}
}

func TestResultsThatWereTakenAreFreed(t *testing.T) {
	b := newBatch()
	b.keep = true
	var values [2]weak.Pointer[byte]
	for i := range values {
		value := json.RawMessage(make([]byte, 1<<20))
		values[i] = weak.Make(&value[0])
		b.put(Result{Task: i, Value: value})
	}
	for range b.Results() {
		break
	}
	deadline := time.Now().Add(10 * time.Second)
	for values[0].Value() != nil && time.Now().Before(deadline) {
		runtime.GC()
	}
	if values[0].Value() != nil {
		t.Error("a result that was taken is still held")
	}
	if values[1].Value() == nil {
		t.Error("a result that was not taken is gone")
	}
	runtime.KeepAlive(b)
}
