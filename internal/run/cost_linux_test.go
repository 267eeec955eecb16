package run

import (
	"testing"
	"time"
)

func TestCostIsThatOfTheWorkAndOfNothingBesides(t *testing.T) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // what this process does besides
		defer close(stopped)
		for !closed(stop) {
		}
	}()
	idle := costOf(func() { <-time.After(300 * time.Millisecond) })
	busy := costOf(burn)
	close(stop)
	<-stopped
	if idle > 60*time.Millisecond {
		t.Errorf("cost of waiting 300 ms beside a busy goroutine = %s, want next to nothing", idle)
	}
	if busy < 50*time.Millisecond || busy > 60*time.Millisecond {
		t.Errorf("cost of working for 50 ms = %s, want that", busy)
	}
}

// burn works for 50 ms of its thread's time, however long that takes.
func burn() {
	begin, _ := threadTime()
	for now := begin; now < begin+50*time.Millisecond; now, _ = threadTime() {
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
