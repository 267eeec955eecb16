package metrics

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// These tests run real processes on a machine that others use too. What a
// process got is therefore compared with what the kernel says by other means,
// read before and after, and never with what it should have got.

// schedTime sums up what the scheduler says that each thread ran. It is behind
// by a tick for threads that run.
func schedTime(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	var sum time.Duration
	for _, text := range threadFiles(tb, pid, "schedstat") {
		n, err := strconv.ParseInt(strings.Fields(text)[0], 10, 64)
		if err != nil {
			tb.Fatal(err)
		}
		sum += time.Duration(n)
	}
	return sum
}

func threadFiles(tb testing.TB, pid int, name string) []string {
	tb.Helper()
	paths, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/%s", pid, name))
	if err != nil {
		tb.Fatal(err)
	}
	texts := make([]string, len(paths))
	for i, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		texts[i] = string(text)
	}
	return texts
}

// watched is a process under a Sampler, and the truth about it.
type watched struct {
	*Sampler
	*child
}

func watch(c *child) watched { return watchBy(NewSource(), c) }

func watchBy(src Source, c *child) watched { return watched{NewSampler(src), c} }

// sourceKind is one of the two Sources, and what may be expected of it.
type sourceKind struct {
	name     string
	open     func() Source
	ticks    time.Duration // that its CPU time may be off, for each reading
	portable bool
}

// kinds returns both Sources. gopsutil's user and system time are each cut off
// to ticks of 10 ms.
func kinds() []sourceKind {
	return []sourceKind{
		{name: "fast", open: NewSource},
		{name: "portable", open: NewPortableSource, ticks: 20 * time.Millisecond, portable: true},
	}
}

// withEither runs a test with each Source.
func withEither(t *testing.T, test func(t *testing.T, kind sourceKind)) {
	t.Helper()
	for _, kind := range kinds() {
		t.Run(kind.name, func(t *testing.T) { test(t, kind) })
	}
}

func (w watched) usage(t *testing.T) Usage {
	t.Helper()
	return usageOf(t, w.Sample(time.Now(), []Process{w.child.Process}), w.PID)
}

// bracketed is a usage, and what the scheduler said just before and after.
type bracketed struct {
	Usage

	start, end  time.Time
	least, most time.Duration
}

func (w watched) bracket(t *testing.T) bracketed {
	t.Helper()
	var b bracketed
	b.start, b.least = time.Now(), schedTime(t, w.PID)
	b.Usage = w.usage(t)
	b.most, b.end = schedTime(t, w.PID), time.Now()
	return b
}

// compare holds the CPU of the second reading against the scheduler's numbers.
func compare(t *testing.T, first, second bracketed) {
	t.Helper()
	const tick = 0.010 // seconds, that the scheduler's numbers may be behind, a thread
	threads := float64(max(2, second.Threads))
	low := (second.least - first.most).Seconds() - threads*tick
	high := (second.most - first.least).Seconds() + threads*tick
	longest := second.end.Sub(first.start).Seconds()
	shortest := second.start.Sub(first.end).Seconds()
	if second.CPU < low/longest || second.CPU > high/shortest {
		t.Errorf("CPU = %.3f cores, want %.3f to %.3f", second.CPU, low/longest, high/shortest)
	}
}

// after waits for a part of a second to be measured.
func after(d time.Duration) { <-time.After(d) }
