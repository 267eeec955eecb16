//go:build linux

package main

import "testing"

func TestOneTaskInFiftyIsLong(t *testing.T) {
	long, inputs := 0, unevenInputs(unevenTasks)
	for _, i := range inputs {
		if string(i) == "0.05" {
			long++
		}
	}
	if len(inputs) != 1000 || long != 20 {
		t.Errorf("%d of %d inputs are long, want 20 of 1000", long, len(inputs))
	}
}
