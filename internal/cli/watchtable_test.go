package cli

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func glanceOf(now time.Time, all ...*run.Watched) *run.Glance {
	return &run.Glance{Time: now, Now: all, Total: run.WatchTotal{Processes: len(all), Ever: len(all), CPU: math.NaN()}}
}

func someProcess(now time.Time, pid, parent int, command string) *run.Watched {
	return &run.Watched{Member: metrics.Member{
		Process: metrics.Process{PID: pid, Started: now.Add(-90 * time.Second)}, Parent: parent, Command: command + "\x00",
	}}
}

func TestChildrenStandBelowTheirParent(t *testing.T) {
	now := time.Now()
	g := glanceOf(now, someProcess(now, 7, 1, "a"), someProcess(now, 9, 7, "b"), someProcess(now, 8, 99, "lost"), someProcess(now, 10, 9, "c"))
	var got []string
	for _, l := range treeOrder(g.Now) {
		got = append(got, fmt.Sprint(l.PID, "@", l.depth))
	}
	if want := "7@0 9@1 10@2 8@0"; strings.Join(got, " ") != want {
		t.Errorf("order %v, want %s", got, want)
	}
}

func TestWhatCannotBeReadIsNA(t *testing.T) {
	now := time.Now()
	p := someProcess(now, 7, 1, "a")
	row := watchRow(glanceOf(now, p), treeLine{p, 0})
	if strings.Count(row, "n/a") != 5 || !strings.Contains(row, "0:01:30") || !strings.HasSuffix(row, "  a") {
		t.Errorf("row %q, want n/a in five cells, the age and the command", row)
	}
	p.Usage = &metrics.Usage{State: "sleeping", Core: -1, CPU: math.NaN(), RSS: 3 << 20, Threads: 2}
	row = watchRow(glanceOf(now, p), treeLine{p, 0})
	if strings.Contains(row, "n/a") || strings.Contains(row, "NaN") || !strings.Contains(row, "3.0    2") {
		t.Errorf("row %q, want blanks for what is not known yet", row)
	}
	p.Usage.State, p.Usage.MainEnded = "running", true
	if row = watchRow(glanceOf(now, p), treeLine{p, 1}); !strings.Contains(row, "  running ") || !strings.HasSuffix(row, "└ [main thread ended] a") {
		t.Errorf("row %q, want it running, and to be told that its main thread has ended", row)
	}
}

func TestTableFitsTheScreen(t *testing.T) {
	now := time.Now()
	var all []*run.Watched
	for pid := 1; pid <= 50; pid++ {
		all = append(all, someProcess(now, pid, 0, "x"))
	}
	g := glanceOf(now, all...)
	for _, rows := range []int{1, 5, 24, 60} {
		lines := watchTable(g, memory{}, 200, rows)
		if len(lines) >= max(rows, 5) {
			t.Errorf("%d lines on %d rows", len(lines), rows)
		}
		last := lines[len(lines)-1]
		if cut := strings.Contains(last, "that do not fit"); cut != (rows < 53) {
			t.Errorf("%d rows: last line %q", rows, last)
		}
	}
}

// A terminal that became narrower has broken the long lines.
func TestRedrawingReachesTheFirstLineOfANarrowerTerminal(t *testing.T) {
	var s screen
	if got := s.draw([]string{strings.Repeat("é", 90), "b"}, 80); strings.Contains(got, "A") {
		t.Errorf("the first drawing %q moves up", got)
	}
	if got := s.draw([]string{"a"}, 80); !strings.HasPrefix(got, "\r\x1b[2A") {
		t.Errorf("drawing %q, want two lines up", got)
	}
	s.draw([]string{strings.Repeat("a", 80), "b"}, 80)
	if got := s.leave(30); got != "\r\x1b[4A\x1b[J" {
		t.Errorf("leaving %q, want four lines up", got)
	}
	if got := s.leave(30); got != "" {
		t.Errorf("leaving twice writes %q", got)
	}
}

func TestCutLineSaysSo(t *testing.T) {
	if got := clip("äöüß", 3); got != "äö…" {
		t.Errorf("clip = %q, want äö…", got)
	}
	if got := clip("äöü", 3); got != "äöü" {
		t.Errorf("clip = %q, want all", got)
	}
}

func TestTotalsAreBrokenBetweenTheirParts(t *testing.T) {
	got := wrap([]string{"aaa", "bbb", "ccc", "a long one"}, ", ", 9)
	if want := "aaa, bbb,|  ccc,|  a long one"; strings.Join(got, "|") != want {
		t.Errorf("lines %q, want %s", got, want)
	}
}

func TestMemoryTellsWhichItIs(t *testing.T) {
	now := time.Now()
	with := func(rss uint64, pss int64) *run.Watched {
		p := someProcess(now, 7, 1, "a")
		p.Usage = &metrics.Usage{RSS: rss, PSS: pss}
		return p
	}
	hidden := someProcess(now, 8, 1, "b")
	for want, all := range map[string][]*run.Watched{
		"memory 3.0 MiB (PSS)": {with(9<<20, 1<<20), with(9<<20, 2<<20), hidden},
		"memory at most 10.0 MiB (RSS of 1 process whose PSS is not known)": {with(9<<20, 1<<20), with(9<<20, metrics.Unknown)},
		"memory 0.0 MiB (PSS)": {with(0, metrics.Unknown)},
	} {
		if got := memoryOf(glanceOf(now, all...)).String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestWhatIsSampledIsMarked(t *testing.T) {
	p := run.Watched{CPU: 1500 * time.Millisecond, PeakRSS: 3 << 20}
	if got := cpuText(p) + " " + peakText(p); got != "≈1.50 ≈3.0" {
		t.Errorf("of a child of others %s, want both marked", got)
	}
	p.Exit = &run.WatchedExit{}
	if got := cpuText(p) + " " + peakText(p); got != "1.50 ≈3.0" {
		t.Errorf("of one that was waited for %s, want its time exact", got)
	}
	p.Exit.PeakRSS = p.PeakRSS
	if got := peakText(p); got != "3.0" {
		t.Errorf("peak that the kernel told %s, want it exact", got)
	}
	p.Exit, p.PeakRSS = nil, 0
	if got := peakText(p); got != "n/a" {
		t.Errorf("peak that nobody saw %s, want n/a", got)
	}
}
