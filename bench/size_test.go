//go:build linux

package main

import "testing"

func TestPartHasFewerTasksAndFewRounds(t *testing.T) {
	for _, c := range []struct{ part, tasks, rounds int }{
		{1, 1000, 21},
		{20, 50, fewRounds},
		{5000, 1, fewRounds},
	} {
		s := size{c.part}
		if got := s.tasks(1000); got != c.tasks {
			t.Errorf("tasks of 1000 in 1/%d = %d, want %d", c.part, got, c.tasks)
		}
		if got := s.rounds(21); got != c.rounds {
			t.Errorf("rounds of 21 in 1/%d = %d, want %d", c.part, got, c.rounds)
		}
	}
	if got := (size{2}).rounds(2); got != 2 {
		t.Errorf("rounds of 2 in 1/2 = %d, want 2", got)
	}
}
