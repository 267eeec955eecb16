//go:build linux

package main

import (
	"strconv"
	"testing"
)

func TestAJobIsKnownByWhatItWasStartedWith(t *testing.T) {
	for _, c := range []struct {
		args []string
		job  int
		ok   bool
	}{
		{[]string{"sleep", jobName(0, 0.5)}, 0, true},
		{[]string{"sleep", jobName(12345, 0.219)}, 12345, true},
		{[]string{"sleep", "60"}, 0, false},
		{[]string{"sleep"}, 0, false},
		{[]string{"sh", jobName(7, 0.5)}, 0, false},
	} {
		if job, ok := jobOf(c.args); job != c.job || ok != c.ok {
			t.Errorf("job of %q = %d, %v, want %d, %v", c.args, job, ok, c.job, c.ok)
		}
	}
}

func TestStubbornOnesAndJobsComeAtTheirPace(t *testing.T) {
	inputs := burdenInputs()
	counts := map[string]int{}
	for _, quoted := range inputs {
		input, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("input %s: %v", quoted, err)
		}
		if _, ok := jobOf([]string{"sleep", input}); ok {
			input = "job"
		}
		counts[input]++
	}
	if counts["job"] != burdenJobs {
		t.Errorf("jobs = %d, want %d", counts["job"], burdenJobs)
	}
	seconds := float64(burdenJobs) / burdenRate
	if got, want := float64(counts["stubborn"]), burdenStops/burdenGrace*seconds; got < want-1 || got > want+1 {
		t.Errorf("stubborn ones = %v in %.0f s, want %v", got, seconds, want)
	}
	if counts["write"] == 0 || len(counts) != 3 {
		t.Errorf("kinds = %v, want jobs, stubborn ones and some that write", counts)
	}
}
