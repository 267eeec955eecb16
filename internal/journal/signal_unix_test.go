//go:build unix

package journal

import "testing"

func TestSignalsHaveTheirNumbers(t *testing.T) {
	for name, want := range map[string]int{"SIGKILL": 9, "SIGRTMIN": 34, "SIGRTMIN+2": 36, "signal 33": 33, "": 0} {
		if got := signalNumber(name); got != want {
			t.Errorf("%q = %d, want %d", name, got, want)
		}
	}
}
