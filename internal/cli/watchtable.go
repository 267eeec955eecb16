package cli

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/poolscope/poolscope/internal/run"
)

// commandShown is how many bytes of a command stand in a row.
const commandShown = 400

// watchHead names the columns. CPU is percent of one core, RSS is MiB.
const watchHead = "    PID  STATE      CORE   CPU %    RSS MiB  THR      AGE  COMMAND"

// mainEnded stands before the command of a process whose main thread has ended while
// others live on. The state is theirs; other tools show such a process as a zombie.
const mainEnded = "[main thread ended] "

// treeLine is a process and how deep it stands below the first one.
type treeLine struct {
	*run.Watched
	depth int
}

// treeOrder returns processes as a tree: each before its children, which follow in
// the order of their discovery. Whose parent is not among them begins a tree.
func treeOrder(all []*run.Watched) []treeLine {
	here := make(map[int]bool, len(all))
	for _, p := range all {
		here[p.PID] = true
	}
	children, roots := map[int][]*run.Watched{}, []*run.Watched(nil)
	for _, p := range all {
		if here[p.Parent] && p.Parent != p.PID {
			children[p.Parent] = append(children[p.Parent], p)
		} else {
			roots = append(roots, p)
		}
	}
	ordered := make([]treeLine, 0, len(all))
	var place func(p *run.Watched, depth int)
	place = func(p *run.Watched, depth int) {
		ordered = append(ordered, treeLine{p, depth})
		for _, child := range children[p.PID] {
			place(child, depth+1)
		}
	}
	for _, p := range roots {
		place(p, 0)
	}
	return ordered
}

// watchTable returns the lines of the table that fit on a screen: the totals, on as
// many lines as they need, the names of the columns and the processes.
func watchTable(g *run.Glance, m memory, width, rows int) []string {
	lines := append(wrap(watchTotals(g, m), ", ", width), watchHead)
	all := treeOrder(g.Now)
	shown := len(all)
	if room := max(1, rows-len(lines)-1); shown > room {
		shown = max(1, room-1)
	}
	for _, l := range all[:shown] {
		lines = append(lines, watchRow(g, l))
	}
	if more := len(all) - shown; more > 0 {
		lines = append(lines, fmt.Sprintf("%7s  and %s that do not fit", "…", count(more, "process", "processes")))
	}
	return lines
}

// wrap joins parts to lines of at most so many characters; a part is never cut.
func wrap(parts []string, between string, width int) []string {
	lines := []string{parts[0]}
	for _, part := range parts[1:] {
		last := &lines[len(lines)-1]
		if joined := *last + between + part; utf8.RuneCountInString(joined) < width { // with a comma behind it
			*last = joined
		} else {
			*last += strings.TrimRight(between, " ")
			lines = append(lines, "  "+part)
		}
	}
	return lines
}

// watchTotals is what the processes use together, and what Poolscope costs.
func watchTotals(g *run.Glance, m memory) []string {
	t := g.Total
	parts := []string{fmt.Sprintf("%.1f s: %s now", g.At.Seconds(), count(t.Processes, "process", "processes")), fmt.Sprintf("%d ever", t.Ever)}
	if !math.IsNaN(t.CPU) {
		parts = append(parts, fmt.Sprintf("CPU %.2f of %s", t.CPU, count(len(g.Sample.Cores), "core", "cores")))
	}
	parts = append(parts, m.String(), count(t.Threads, "thread", "threads"))
	if self := g.Sample.Self.CPU; !math.IsNaN(self) {
		parts = append(parts, fmt.Sprintf("Poolscope itself %.1f %% of a core", 100*self))
	}
	return parts
}

// watchRow is a line of the table. What cannot be read is n/a, what is not known yet
// is blank.
func watchRow(g *run.Glance, l treeLine) string {
	state, core, cpu, rss, threads := "n/a", "n/a", "n/a", "n/a", "n/a"
	if u := l.Usage; u != nil {
		state, core, cpu = u.State, "", ""
		rss, threads = fmt.Sprintf("%.1f", float64(u.RSS)/(1<<20)), strconv.Itoa(u.Threads)
		if u.Core >= 0 {
			core = strconv.Itoa(u.Core)
		}
		if !math.IsNaN(u.CPU) {
			cpu = fmt.Sprintf("%.1f", 100*u.CPU)
		}
	}
	branch := strings.Repeat("  ", l.depth)
	if l.depth > 0 {
		branch = strings.Repeat("  ", l.depth-1) + "└ "
	}
	if l.Usage != nil && l.Usage.MainEnded {
		branch += mainEnded
	}
	return fmt.Sprintf(
		"%7d  %-9s  %4s  %6s  %9s  %3s  %7s  %s%s", l.PID, state, core, cpu, rss, threads,
		age(g.Time.Sub(l.Started)), branch, l.Line(commandShown),
	)
}

// age is a duration in seven characters.
func age(d time.Duration) string {
	d = max(0, d)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 100*time.Hour:
		return fmt.Sprintf("%d:%02d:%02d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// summaryShown is how many processes stand in the summary.
const summaryShown = 20

// summaryHead names the columns of the summary.
const summaryHead = "    PID     CPU s  PEAK RSS MiB     LIFE s  EXIT         COMMAND"

// sampledMark stands before what readings alone tell.
const sampledMark = "≈"

// watchSummary says what the processes that were seen have used.
func watchSummary(g *run.Glance, most []run.Watched, others int) []string {
	lines := []string{summaryHead}
	for _, p := range most {
		lines = append(lines, fmt.Sprintf(
			"%7d  %8s  %12s  %9.2f  %-11s  %s", p.PID, cpuText(p), peakText(p), life(g, p).Seconds(), exitText(g, p), p.Line(commandShown),
		))
	}
	if others > 0 {
		lines = append(lines, fmt.Sprintf("%7s  and %s that used less CPU time", "…", count(others, "process", "processes")))
	}
	return lines
}

// watchEnd is the last of the summary: what all have used.
func watchEnd(g *run.Glance, peak memory) []string {
	t := g.Total
	how := "sampled, with the children that were waited for"
	if t.Exact {
		how = "exact"
	}
	largest := "peak memory not sampled: no process lived long enough"
	switch {
	case peak.bytes > 0 && t.PeakPSS > 0:
		peak.bytes, peak.byRSS = t.PeakPSS, 0
		largest = fmt.Sprintf("peak %s, sampled", peak.beside(t.PeakRSS))
	case peak.bytes > 0:
		largest = fmt.Sprintf("peak %s, sampled", peak)
	}
	end := []string{
		count(t.Ever, "process", "processes") + " seen", fmt.Sprintf("wall %.2f s", g.At.Seconds()),
		fmt.Sprintf("CPU %.2f s (%s)", t.CPUTime.Seconds(), how), largest, sampledMark + " marks what is sampled",
	}
	if g.Missed > 0 {
		end = append(end, count(g.Missed, "sample", "samples")+" missed")
	}
	return end
}

// cpuText is the CPU time of a process. The kernel's own is known of those that were
// waited for.
func cpuText(p run.Watched) string {
	text := fmt.Sprintf("%.2f", p.CPU.Seconds())
	if p.Exit == nil {
		return sampledMark + text
	}
	return text
}

// peakText is the largest resident memory of a process.
func peakText(p run.Watched) string {
	switch text := fmt.Sprintf("%.1f", float64(p.PeakRSS)/(1<<20)); {
	case p.PeakRSS == 0:
		return "n/a"
	case p.Exit != nil && p.Exit.PeakRSS == p.PeakRSS:
		return text
	default:
		return sampledMark + text
	}
}

// life is how long a process has been there, up to its end if that was seen.
func life(g *run.Glance, p run.Watched) time.Duration {
	return max(0, g.Time.Sub(p.Started)-(g.At-p.Last))
}

// exitText says how a process ended, as far as it is known.
func exitText(g *run.Glance, p run.Watched) string {
	there := slices.ContainsFunc(g.Now, func(n *run.Watched) bool { return n.PID == p.PID && n.Start == p.Start })
	switch {
	case p.Exit != nil && p.Exit.Signal != "":
		return p.Exit.Signal
	case p.Exit != nil:
		return strconv.Itoa(p.Exit.Code)
	case there:
		return "lives on"
	default:
		return "not known"
	}
}

// screen redraws lines in place.
type screen struct {
	bold  bool  // the names of the columns are
	drawn []int // width of each line that is on it, in characters
}

// draw returns what is to be written to a terminal so wide to have the lines in the
// place of those drawn before.
func (s *screen) draw(lines []string, width int) string {
	var b strings.Builder
	b.WriteString(s.home(width) + "\x1b[?7l") // the terminal cuts what is too long
	s.drawn = s.drawn[:0]
	for _, line := range lines {
		s.drawn = append(s.drawn, min(utf8.RuneCountInString(line), width))
		if s.bold && line == watchHead {
			line = "\x1b[1m" + line + "\x1b[0m"
		}
		b.WriteString(line + "\x1b[K\r\n")
	}
	b.WriteString("\x1b[?7h\x1b[J")
	return b.String()
}

// home moves to the first of the lines that were drawn. A terminal that became
// narrower since has broken them.
func (s *screen) home(width int) string {
	up := 0
	for _, w := range s.drawn {
		up += max(1, (w+width-1)/width)
	}
	if up == 0 {
		return ""
	}
	return fmt.Sprintf("\r\x1b[%dA", up)
}

// leave returns what takes the lines off the terminal.
func (s *screen) leave(width int) string {
	home := s.home(width)
	s.drawn = nil
	if home == "" {
		return ""
	}
	return home + "\x1b[J"
}
