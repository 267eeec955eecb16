package record

import (
	"math"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func TestSampleOfATreeHasItsTotalAndWhoseMainThreadEnded(t *testing.T) {
	p := &run.Watched{Usage: &metrics.Usage{CPU: 0.5, RSS: 8, PSS: 4, Threads: 2, Core: 1, State: "running", MainEnded: true}}
	p.PID, p.Name = 7, "headless"
	hidden := &run.Watched{}
	hidden.PID = 8
	g := &run.Glance{Now: []*run.Watched{p, hidden}, Sample: metrics.Sample{Self: metrics.Usage{CPU: 0.01}}, Total: run.WatchTotal{CPU: 0.75}}
	const want = `{"event":"sample","at":0.000000,"processes":[` +
		`{"pid":7,"worker":"headless","cpu_percent_of_core":50.00,"rss_bytes":8,"pss_bytes":4,"threads":2,"core":1,"state":"running","main_ended":true},` +
		`{"pid":8,"worker":"","cpu_percent_of_core":null,"rss_bytes":null,"pss_bytes":null,"threads":null,"core":null,"state":null,"main_ended":null}],` +
		`"cores_percent":[],"self_cpu_percent_of_core":1.00,"total_cpu_percent_of_core":75.00}` + "\n"
	if got, err := WatchReading(g); string(got) != want || err != nil {
		t.Errorf("lines %s (%v), want %s", got, err, want)
	}
	g.Total.CPU = math.NaN()
	if got, _ := WatchReading(g); !strings.Contains(string(got), `"total_cpu_percent_of_core":null`) {
		t.Errorf("lines %s, want no total at the first reading", got)
	}
}

func TestEndOfATreeHasItsPeaksAndWhatWasMissed(t *testing.T) {
	g := &run.Glance{WatchPace: run.WatchPace{Missed: 3}}
	for peaks, want := range map[[2]uint64]string{
		{8, 4}: `"peak_rss_bytes":8,"peak_pss_bytes":4,"exit_code":null,"signal":null,"missed":3}`,
		{0, 0}: `"peak_rss_bytes":null,"peak_pss_bytes":null,"exit_code":null,"signal":null,"missed":3}`,
	} {
		if got, err := WatchFinished(g, nil, peaks[0], peaks[1]); !strings.HasSuffix(string(got), want+"\n") || err != nil {
			t.Errorf("line %s (%v), want it to end with %s", got, err, want)
		}
	}
}
