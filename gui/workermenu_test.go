package gui

import (
	"testing"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func TestAWorkersMenuSaysWhatItIsTheSumOf(t *testing.T) {
	for want, r := range map[string]run.Row{
		"3 processes, 12.0 MiB PSS": {Alive: true, Usage: metrics.Usage{Processes: 3, PSS: 12 << 20}},
		"1 process":                 {Alive: true, Usage: metrics.Usage{Processes: 1, PSS: -1}},
		"":                          {Usage: metrics.Usage{Processes: 3, PSS: 12 << 20}},
	} {
		if got := treeText(r); got != want {
			t.Errorf("of %+v = %q, want %q", r, got, want)
		}
	}
}
