package gui

import (
	"testing"

	"github.com/poolscope/poolscope/internal/run"
)

func TestATotalThatIsAPartIsNoShare(t *testing.T) {
	c := run.Counts{Total: 816, Done: 558, NotRun: 258, Partial: true}
	if got, want := countOf(c), "558 tasks so far"; got != want {
		t.Errorf("count = %q, want %q", got, want)
	}
	s := &run.Snapshot{Counts: c, Phase: run.Ended, Stopped: true}
	if got, want := leftOf(s), "inputs not read to the end, stopped after 0 ms"; got != want {
		t.Errorf("what is left = %q, want %q", got, want)
	}
}
