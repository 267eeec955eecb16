package metrics

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkSample tells what one Sample costs, own process and cores included.
// "% of a core" is that at 10 samples a second.
func BenchmarkSample(b *testing.B) {
	for _, part := range []string{"echo", "burn"} {
		for _, n := range []int{0, 4, 100} {
			if part == "burn" && n != 4 {
				continue // a hundred burners measure the scheduler
			}
			b.Run(fmt.Sprintf("%s-%d", part, n), func(b *testing.B) {
				s, want := NewSampler(NewSource()), make([]Process, n)
				for i := range want {
					want[i] = startPart(b, self(b), part).Process
				}
				now := time.Now()
				b.ReportAllocs()
				used := ownCPU(b)
				for b.Loop() {
					now = now.Add(100 * time.Millisecond)
					if got := len(s.Sample(now, want).Processes); got != n {
						b.Fatalf("processes = %d, want %d", got, n)
					}
				}
				perSample := (ownCPU(b) - used).Seconds() / float64(b.N)
				b.ReportMetric(perSample*10*100, "%core@10Hz")
			})
		}
	}
}

func ownCPU(b *testing.B) time.Duration {
	b.Helper()
	c, err := NewSource().Read(NewSampler(nil).self.PID)
	if err != nil {
		b.Fatal(err)
	}
	return c.CPU
}

// BenchmarkProcesses tells what watching small processes costs at 10 samples a
// second, slow readings included: CPU time a process and sample, and in percent of
// a core.
func BenchmarkProcesses(b *testing.B) {
	for _, kind := range kinds() {
		for _, n := range []int{1, 100, 500} {
			b.Run(fmt.Sprintf("%s-%d", kind.name, n), func(b *testing.B) {
				want := startSleepers(b, n)
				s, now := NewSampler(kind.open()), time.Now()
				sample := func() {
					now = now.Add(100 * time.Millisecond)
					if got := len(s.Sample(now, want).Processes); got != n {
						b.Fatalf("processes = %d, want %d", got, n)
					}
				}
				for range 20 {
					sample()
				}
				b.ReportAllocs()
				used := ownCPU(b)
				for b.Loop() {
					sample()
				}
				perSample := (ownCPU(b) - used).Seconds() / float64(b.N)
				b.ReportMetric(perSample*1e6/float64(n), "cpu-us/process")
				b.ReportMetric(perSample*10*100, "%core@10Hz")
			})
		}
	}
}
