//go:build linux

package main

import (
	"errors"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func TestRunIsAccountedOnlyWhenNothingIsMissing(t *testing.T) {
	whole := run.Finished{Counts: run.Counts{Total: 5, Done: 5}, Started: 2, Reaped: 2}
	rows := []run.Row{{Tasks: 2}, {Tasks: 3}}
	if err := accounted(whole, &run.Snapshot{Rows: rows}, 5); err != nil {
		t.Errorf("accounted = %v, want nil for a run that did all", err)
	}
	for name, spoil := range map[string]func(*run.Finished, *run.Snapshot){
		"a task failed":       func(f *run.Finished, _ *run.Snapshot) { f.Counts.Done, f.Counts.Failed = 4, 1 },
		"a task runs":         func(f *run.Finished, _ *run.Snapshot) { f.Counts.Running = 1 },
		"the total is wrong":  func(f *run.Finished, _ *run.Snapshot) { f.Counts.Total = 6 },
		"a worker is left":    func(f *run.Finished, _ *run.Snapshot) { f.Reaped = 1 },
		"the run ended early": func(f *run.Finished, _ *run.Snapshot) { f.Err = errors.New("no worker") },
		"a task has no worker": func(_ *run.Finished, s *run.Snapshot) {
			s.Rows = []run.Row{{Tasks: 2}, {Tasks: 2}}
		},
	} {
		f, s := whole, &run.Snapshot{Rows: rows}
		spoil(&f, s)
		if err := accounted(f, s, 5); err == nil {
			t.Errorf("accounted = nil where %s, want an error", name)
		}
	}
}

func TestPlanOfEmptyTasksIsValid(t *testing.T) {
	for _, in := range []plan.Inputs{{Kind: plan.Range, Range: [3]float64{0, 5, 1}}, {Kind: plan.Stdin}} {
		p := emptyPlan(launcher.Map, in)
		if problems := p.Check(); len(problems) > 0 || p.Workers() != 2 || p.Task.Name != "noop" {
			t.Errorf("plan of %s = task %q on %d workers with problems %v, want noop on 2 with none", in.Kind, p.Task.Name, p.Workers(), problems)
		}
	}
}
