package run

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/metrics"
)

func TestACommandsUsageIsThatOfItsTree(t *testing.T) {
	p := plan.Default()
	p.Pool.Workers, p.Metrics.Every = 1, 100*time.Millisecond
	p.Task = plan.Task{Kind: plan.Command, Shell: `timeout 2 sh -c 'while :; do :; done'; true`}
	p.Inputs = plan.Inputs{Kind: plan.Values, Values: []json.RawMessage{json.RawMessage(`"x"`)}}
	r, err := Start(t.Context(), Options{Plan: p})
	if err != nil {
		t.Fatal(err)
	}
	var most Row
	memory := ""
	for s := range r.Snapshots() {
		for _, row := range s.Rows {
			if row.Alive && row.Usage.CPU > most.Usage.CPU {
				most = row
			}
			if _, kind := s.PoolMemory(); row.Alive && kind == "PSS" {
				memory = kind
			}
		}
	}
	if end := r.Wait(); end.Counts.Done != 1 {
		t.Fatalf("the task ended otherwise: %+v", end.Counts)
	}
	if most.Usage.CPU < 0.3 || most.Usage.Processes != 3 || most.State != "running" || memory != "PSS" {
		t.Errorf("CPU = %.2f of %d processes, %s, memory by %q; want that of the one of 3 which burns, by PSS", most.Usage.CPU, most.Usage.Processes, most.State, memory)
	}
}

func TestMemoryOfThePoolCountsSharedPagesOnce(t *testing.T) {
	row := func(rss uint64, pss int64) Row { return Row{Alive: true, Usage: metrics.Usage{RSS: rss, PSS: pss}} }
	for _, tt := range []struct {
		rows  []Row
		bytes uint64
		kind  string
	}{
		{nil, 0, "RSS"},
		{[]Row{row(100, 30), row(100, 40)}, 70, "PSS"},
		{[]Row{row(100, 30), row(100, -1)}, 200, "RSS"},
		{[]Row{row(100, 30), {Usage: metrics.Usage{RSS: 5, PSS: 5}}, row(0, -1)}, 30, "PSS"},
	} {
		s := &Snapshot{Rows: tt.rows}
		if bytes, kind := s.PoolMemory(); bytes != tt.bytes || kind != tt.kind {
			t.Errorf("memory of %+v = %d by %s, want %d by %s", tt.rows, bytes, kind, tt.bytes, tt.kind)
		}
	}
}
