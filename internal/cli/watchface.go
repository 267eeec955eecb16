package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/record"
	"github.com/poolscope/poolscope/internal/run"
)

// plainWatch is the shortest time between two plain lines of totals.
const plainWatch = time.Second

// newsShown is how many plain lines of processes that come and go are written between
// two lines of totals.
const newsShown = 40

// watchFace is what watch writes. The loop of the watch owns it.
type watchFace struct {
	out        io.Writer        // of the table, the plain lines and the summary
	json       io.Writer        // nil without --json
	log        *os.File         // nil without --log
	recorder   *record.Recorder // nil without --record
	unrecorded bool             // it was said that the recorder failed
	flags      watchFlags
	live       bool // a table is drawn
	plain      bool // lines are written
	size       func() (width, height int)
	woken      chan os.Signal // the process was stopped, and goes on
	unread     func() bool
	screen     screen
	next       time.Duration // when the table or the next line of totals is due
	memory     memory        // of all processes together
	peak       memory        // the largest so far
	stirred    time.Duration // when processes came or went
	news       int           // lines since the last totals
	unsaid     int           // processes that came or went without a line
	err        error         // the first that a write met
}

// newWatchFace returns what fits the streams. With PIDs all goes to standard output.
// A command has the streams for itself: there the table is drawn on standard error
// where the command's own output goes elsewhere, or where it is asked for.
func newWatchFace(sys System, flags watchFlags, words []string) (*watchFace, error) {
	command := len(words) > 0
	f := &watchFace{out: sys.Stdout, flags: flags, woken: make(chan os.Signal, 1), unread: func() bool { return false }}
	if command || flags.JSON {
		f.out = sys.Stderr
	}
	if flags.JSON {
		f.json = sys.Stdout
	}
	if flags.JSON || !command {
		f.unread = func() bool { return unread(sys.Stdout) }
	}
	fd, isTerminal := terminal(f.out)
	shared := command && !flags.Table && (isOne(sys.Stdout, sys.Stderr) || !isTerminal)
	f.live = isTerminal && !shared && !flags.JSON && sys.Env("TERM") != "dumb"
	f.plain = !f.live && !shared && !flags.JSON
	if flags.Quiet {
		f.live, f.plain = false, false
	}
	f.screen.bold = sys.Env("NO_COLOR") == ""
	f.size = func() (int, int) { return sizeOf(fd) }
	if f.live {
		notifyWoken(f.woken)
	}
	if flags.Record != "" {
		recorder, err := record.Create(flags.Record)
		if err != nil {
			return nil, err
		}
		f.recorder = recorder
	}
	if flags.Log == "" {
		return f, nil
	}
	// What stands in it goes only when the watching begins.
	log, err := openLog(flags.Log)
	if err != nil {
		f.recorder.Abandon()
		return nil, err
	}
	f.log = log
	return f, nil
}

// sizeOf is the size of a terminal, 80 by 24 where it does not say.
func sizeOf(fd int) (width, height int) {
	width, height, err := term.GetSize(fd)
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// started says what is watched.
func (f *watchFace) started(roots []int, words []string) {
	if f.log != nil {
		f.emptyLog()
	}
	title := "PID " + strings.Trim(fmt.Sprint(roots), "[]")
	if len(words) > 0 {
		title = argv.Quote(words)
	}
	f.record(record.WatchStarted(title, roots))
}

// weigh adds up the memory of a reading.
func (f *watchFace) weigh(g *run.Glance) {
	if len(g.Came) > 0 || len(g.Went) > 0 {
		f.stirred = g.At
	}
	f.memory = memoryOf(g)
	f.memory.about = g.Total.Processes > 1 && g.At-f.stirred < settled
	if f.memory.bytes > f.peak.bytes {
		f.peak = f.memory
	}
}

// emptyLog takes out what an earlier watch wrote. A pipe or a device has nothing to
// take out.
func (f *watchFace) emptyLog() {
	if info, err := f.log.Stat(); err == nil && info.Mode().IsRegular() {
		f.fail(f.log.Truncate(0))
	}
}

// show shows a reading.
func (f *watchFace) show(g *run.Glance) {
	f.weigh(g)
	f.records(g)
	switch {
	case f.live:
		f.draw(g)
	case f.plain:
		f.lines(g)
	}
}

// records writes what a reading says for programs.
func (f *watchFace) records(g *run.Glance) {
	if f.json != nil || f.log != nil || f.recorder.TakesLines() {
		f.record(record.WatchReading(g))
	}
	f.recorder.Glance(g)
	if err := f.recorder.Err(); err != nil && !f.unrecorded {
		f.unrecorded = true
		f.alarm(err.Error())
	}
}

// draw draws the table, a few times a second.
func (f *watchFace) draw(g *run.Glance) {
	select {
	case <-f.woken:
		f.screen.drawn = nil // the shell has written below it
	default:
	}
	if g.At < f.next {
		return
	}
	f.next = g.At + drawEvery
	width, height := f.size()
	f.write(f.screen.draw(watchTable(g, f.memory, width, height), width))
}

// lines writes who came and went, and now and then the totals.
func (f *watchFace) lines(g *run.Glance) {
	for _, p := range g.Came {
		f.say("%.1f s: process %d, child of %d: %s", g.At.Seconds(), p.PID, p.Parent, p.Line(commandShown))
	}
	for _, p := range g.Changed {
		f.say("%.1f s: process %d is now %s", g.At.Seconds(), p.PID, p.Line(commandShown))
	}
	for _, p := range g.Went {
		f.say("%.1f s: process %d is gone, CPU %.2f s: %s", g.At.Seconds(), p.PID, p.CPU.Seconds(), p.Line(commandShown))
	}
	if g.At < f.next {
		return
	}
	f.next = g.At + max(plainWatch, f.flags.Every)
	if f.unsaid > 0 {
		f.write(fmt.Sprintf("… and %d more that came, changed or went\n", f.unsaid))
	}
	f.news, f.unsaid = 0, 0
	f.write(strings.Join(watchTotals(g, f.memory), ", ") + "\n")
}

// say writes a line of news, if there were not too many of late.
func (f *watchFace) say(format string, args ...any) {
	if f.news++; f.news > newsShown {
		f.unsaid++
		return
	}
	f.write(fmt.Sprintf(format, args...) + "\n")
}

// note writes a line that has to be read.
func (f *watchFace) note(text string) {
	f.clear()
	if !f.flags.Quiet {
		f.alarm(text)
	}
}

// alarm writes a line that a person should not miss.
func (f *watchFace) alarm(text string) {
	f.clear()
	f.write("poolscope: " + oneLine(text) + "\n")
}

// clear takes the table off the terminal.
func (f *watchFace) clear() {
	if f.live {
		width, _ := f.size()
		f.write(f.screen.leave(width))
	}
}

// finished writes the summary.
func (f *watchFace) finished(g *run.Glance, exit *run.WatchedExit, most []run.Watched, others int) {
	peakRSS, peakPSS := g.Total.PeakRSS, g.Total.PeakPSS
	if !seenLongEnough(most) {
		peakRSS, peakPSS, f.peak = 0, 0, memory{}
	}
	f.record(record.WatchFinished(g, exit, peakRSS, peakPSS))
	f.clear()
	if f.flags.Quiet {
		return
	}
	f.write(strings.Join(f.summary(g, most, others), "\n") + "\n")
}

// fullRow is how wide a row of the summary is that says all but the command: those are
// not cut on a narrow terminal, which breaks them.
const fullRow = 80

// summary returns the lines of the summary, as wide as the terminal is.
func (f *watchFace) summary(g *run.Glance, most []run.Watched, others int) []string {
	lines, width := watchSummary(g, most, others), math.MaxInt
	if f.live || isTerminalWriter(f.out) {
		width, _ = f.size()
		for i, line := range lines {
			lines[i] = clip(line, max(width, fullRow))
		}
	}
	return append(lines, wrap(watchEnd(g, f.peak), ", ", width)...)
}

// seenLongEnough reports whether any reading saw more than programs about to begin.
func seenLongEnough(most []run.Watched) bool {
	return slices.ContainsFunc(most, func(p run.Watched) bool { return p.PeakRSS > 0 })
}

func isTerminalWriter(w io.Writer) bool {
	_, ok := terminal(w)
	return ok
}

// clip cuts a line to so many characters.
func clip(line string, width int) string {
	if runes := []rune(line); len(runes) > width && width > 1 {
		return string(runes[:width-1]) + "…"
	}
	return line
}

// record writes lines of JSON wherever they are wanted.
func (f *watchFace) record(lines []byte, err error) {
	f.fail(err)
	f.recorder.Lines(lines)
	if f.json != nil {
		_, err = f.json.Write(lines)
		f.fail(err)
	}
	if f.log != nil {
		_, err = f.log.Write(lines)
		f.fail(err)
	}
}

func (f *watchFace) write(text string) {
	if text != "" {
		_, err := io.WriteString(f.out, text)
		f.fail(err)
	}
}

func (f *watchFace) fail(err error) {
	if f.err == nil && err != nil && !isClosedPipe(err) {
		f.err = fmt.Errorf("write what was seen: %w", err)
	}
}

// close closes the log and returns what could not be written.
func (f *watchFace) close() error {
	signal.Stop(f.woken)
	if err := f.recorder.Close(); err != nil && !f.unrecorded {
		f.unrecorded = true
		f.alarm(err.Error())
	}
	if f.log != nil {
		f.fail(f.log.Close())
	}
	return f.err
}
