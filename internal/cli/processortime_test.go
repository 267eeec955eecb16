package cli

import (
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
)

func TestOnlyATotalWithNothingLostOrLateIsExact(t *testing.T) {
	for want, f := range map[string]run.Finished{
		"2.00 s (exact)": {CPU: 2 * time.Second, CPULate: time.Millisecond},
		"2.00 s (1.50 s of it used by what outlived its task)":                          {CPU: 2 * time.Second, CPULate: 1500 * time.Millisecond},
		"2.00 s (at least: nobody waited for some of the processes that tasks started)": {CPU: 2 * time.Second, CPUVague: true, CPULate: time.Second},
	} {
		if got := processorTime(f); got != want {
			t.Errorf("processor time = %q, want %q", got, want)
		}
	}
}
