//go:build linux

package main

import "testing"

func TestMemoryIsSharedOutAmongTheTasks(t *testing.T) {
	got := memory{heap: 1000, resident: 4000}.less(memory{heap: 400, resident: 5000}).over(10)
	if want := (memory{heap: 60, resident: -100}); got != want {
		t.Errorf("memory a task = %+v, want %+v", got, want)
	}
}
