package metrics

import (
	"slices"
	"testing"
	"time"
)

// pidsOf lists whose threads those are, each process once.
func pidsOf(threads []Thread) []int {
	var pids []int
	for _, t := range threads {
		pids = append(pids, t.PID)
	}
	return slices.Compact(pids)
}

func TestThreadsOfAFamilyAreThoseOfAllItsProcesses(t *testing.T) {
	a, _ := shell(t, "sleep 60 & echo $!; read end")
	b, _ := shell(t, "echo ready; read end")
	child := a.number()
	b.line()
	f := NewFamilies(NewSource())
	defer f.Close()
	heads := []Process{{PID: a.pid()}, {PID: b.pid()}}
	if got := f.Sample(time.Now(), heads).Threads; len(got) != 0 {
		t.Errorf("threads = %v, want none before they are asked for", got)
	}
	f.SetDetail(heads[0])
	if got, want := pidsOf(f.Sample(time.Now(), heads).Threads), []int{a.pid(), child}; !slices.Equal(got, want) {
		t.Errorf("threads are of %v, want of the shell and its child, %v", got, want)
	}
	f.SetDetail(heads[1], Process{PID: child})
	if got, want := pidsOf(f.Sample(time.Now(), heads).Threads), []int{b.pid()}; !slices.Equal(got, want) {
		t.Errorf("threads are of %v, want of %v alone: the other is no head", got, want)
	}
	f.SetDetail()
	if got := f.Sample(time.Now(), heads).Threads; len(got) != 0 {
		t.Errorf("threads = %v, want none when nobody is named", got)
	}
}
