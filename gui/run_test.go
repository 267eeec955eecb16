package gui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func small() fyne.Size { return fyne.NewSize(1024, 700) }

func TestRunStartsThePlanThatTheFormShows(t *testing.T) {
	s := newStage(t, small())
	s.w.form.workers.entry.SetText("3")
	s.w.form.task.SetSelected("primes")
	s.w.form.inputs.entry.SetText("10, 20")
	test.Tap(s.w.bar.run)
	if len(s.started) != 1 {
		t.Fatalf("runs started = %d, want 1", len(s.started))
	}
	p := s.started[0]
	if p.Pool.Workers != 3 || p.Task.Name != "primes" || p.Inputs.Text() != "10, 20" {
		t.Errorf("plan = %d workers, task %q, inputs %q, want 3, primes, 10, 20", p.Pool.Workers, p.Task.Name, p.Inputs.Text())
	}
	s.end()
}

func TestRunPressedTwiceStartsOnce(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.w.runTapped()
	test.Tap(s.w.bar.run)
	if len(s.started) != 1 {
		t.Errorf("runs started = %d, want 1", len(s.started))
	}
	s.end()
}

func TestPauseAndStopEndWithTheRun(t *testing.T) {
	s := running(t)
	over := snapshot(5)
	over.Phase = run.Ended
	s.send(over) // the session is still there
	if s.w.session == nil {
		t.Fatal("the session is gone with the run")
	}
	for _, b := range []*widget.Button{s.w.bar.pause, s.w.bar.stop, s.w.bar.run} {
		if !b.Disabled() {
			t.Errorf("%s is enabled after the end", b.Text)
		}
	}
	if pause, stop := s.w.pauseItem.Disabled, s.w.stopItem.Disabled; !pause || !stop {
		t.Errorf("in the menu, Pause and Stop are disabled: %v, %v, want both", pause, stop)
	}
	s.w.stopTapped()
	s.w.pauseTapped()
	if n := s.sessions[0].stops.Load(); n != 0 || s.w.paused {
		t.Errorf("stops = %d, paused = %v, want none", n, s.w.paused)
	}
	s.w.closeTapped()
	if covered(s.w.win) {
		t.Error("closing asks about a run that has ended")
	}
	s.end()
	if !s.closed {
		t.Error("the window is still open")
	}
}

func TestRunIsOfferedOnceTheSessionIsOver(t *testing.T) {
	s := running(t)
	over := snapshot(5)
	over.Phase = run.Ended
	s.send(over)
	s.end()
	if s.w.bar.run.Disabled() || !s.w.bar.stop.Disabled() {
		t.Errorf("then run and stop are disabled: %v, %v, want false, true", s.w.bar.run.Disabled(), s.w.bar.stop.Disabled())
	}
}

func TestAPictureThatWasFrozenCanGoOnAfterTheEnd(t *testing.T) {
	s := running(t)
	s.w.pauseTapped()
	over := snapshot(5)
	over.Phase = run.Ended
	s.send(over)
	if s.w.bar.pause.Disabled() || s.w.bar.pause.Text != "Resume" {
		t.Errorf("%s is disabled: %v, want Resume that is not", s.w.bar.pause.Text, s.w.bar.pause.Disabled())
	}
	s.w.pauseTapped()
	if s.w.paused || !s.w.bar.pause.Disabled() || s.w.drawn != over {
		t.Errorf("paused = %v, disabled = %v, want the end shown and nothing to pause", s.w.paused, s.w.bar.pause.Disabled())
	}
	s.end()
}

func TestAnEndedRunCanBeStartedAgain(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.end()
	test.Tap(s.w.bar.run)
	if len(s.started) != 2 {
		t.Errorf("runs started = %d, want 2", len(s.started))
	}
	s.end()
}

func TestAStartThatFailsIsSaidAndLeavesTheWindowReady(t *testing.T) {
	s := newStage(t, small())
	s.err = errors.New("no such worker program")
	s.w.runTapped()
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "no such worker program") {
		t.Errorf("dialog = %q, want the error in it", text)
	}
	if s.w.bar.run.Disabled() || s.w.session != nil {
		t.Errorf("run disabled = %v, session = %v, want a window that can run", s.w.bar.run.Disabled(), s.w.session)
	}
}

func TestStopAsksTheRunToEnd(t *testing.T) {
	s := newStage(t, small())
	s.w.stopTapped()
	s.w.runTapped()
	test.Tap(s.w.bar.stop)
	if got := s.sessions[0].stops.Load(); got != 1 {
		t.Errorf("stops = %d, want 1", got)
	}
	s.end()
	if !s.w.bar.stop.Disabled() || s.w.bar.run.Disabled() {
		t.Errorf("after the end: stop disabled = %v, run disabled = %v, want true, false", s.w.bar.stop.Disabled(), s.w.bar.run.Disabled())
	}
}

func TestPauseFreezesThePictureAndResumeShowsTheNewest(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	test.Tap(s.w.bar.pause)
	if got := s.w.bar.pause.Text; got != "Resume" {
		t.Errorf("button = %q, want Resume", got)
	}
	s.send(snapshot(9))
	if got := s.w.drawn.Elapsed; got != seconds(4) {
		t.Errorf("drawn while paused = %v, want 4s", got)
	}
	test.Tap(s.w.bar.pause)
	if got := s.w.drawn.Elapsed; got != seconds(9) {
		t.Errorf("drawn after resume = %v, want 9s", got)
	}
	s.end()
}

func TestThePausedPictureSaysSo(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	if got := shownText(s.w.live.chart); strings.Contains(got, "PAUSED") {
		t.Errorf("chart of a picture that goes on = %q", got)
	}
	s.w.pauseTapped()
	if got := shownText(s.w.live.chart); !strings.Contains(got, "PAUSED") {
		t.Errorf("chart = %q, want PAUSED in it", got)
	}
	s.end()
}

func TestTheThemeCanChangeDuringARun(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	s.w.lookChosen(alwaysDark)
	if chart.CurrentVariant() != theme.VariantDark {
		t.Error("theme is light after dark was chosen")
	}
	s.w.lookChosen(alwaysLight)
	if chart.CurrentVariant() != theme.VariantLight {
		t.Error("theme is dark after light was chosen")
	}
	s.send(snapshot(5))
	if got := s.w.prefs.look(); got != alwaysLight {
		t.Errorf("remembered theme = %q, want light", got)
	}
	s.end()
}

func TestTheEndIsSummedUp(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	last := snapshot(12)
	last.Phase, last.Stopped, last.Started, last.Reaped, last.CPU = run.Ended, true, 5, 5, seconds(20.5)
	last.Counts = run.Counts{Total: 200, Done: 35, Failed: 1, Killed: 1, Cancelled: 4, NotRun: 159}
	s.send(last)
	s.end()
	for _, want := range []string{"workers started 5, reaped 5, left over 0", "CPU 20.500 s exact", "4 cancelled", "159 not run"} {
		if got := s.w.status.pool.Text; !strings.Contains(got, want) {
			t.Errorf("status = %q, want %q in it", got, want)
		}
	}
	if got, want := s.w.bar.count.Text, "37/200 tasks"; got != want {
		t.Errorf("count = %q, want %q", got, want)
	}
	if got, want := s.w.bar.left.Text, "18 %, stopped after 12.0 s"; got != want {
		t.Errorf("progress = %q, want %q", got, want)
	}
}

func TestFailuresAreCountedOnAButtonThatOpensTheirCards(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	clean := snapshot(1)
	clean.Counts, clean.Failures = run.Counts{Total: 4, Queued: 4}, nil
	s.send(clean)
	if s.w.bar.failed.Visible() {
		t.Error("the button is there with no failure")
	}
	s.w.newest = nil
	failed := snapshot(4)
	s.w.show(frame{snapshot: failed, texts: true})
	if got, want := s.w.bar.failed.Text, "1 failed, 1 killed"; got != want || !s.w.bar.failed.Visible() {
		t.Errorf("button = %q, visible %v, want %q", got, s.w.bar.failed.Visible(), want)
	}
	test.Tap(s.w.bar.failed)
	card := shownText(s.w.win.Canvas().Overlays().Top())
	for _, want := range []string{"failed, exit 3", `bad \x1B[31minput`, "Process-2, PID 4712", "12.0 MiB", "0.900 s", "killed by SIGKILL"} {
		if !strings.Contains(card, want) {
			t.Errorf("cards = %q, want %q in them", card, want)
		}
	}
	s.end()
}

func TestACardShowsTheEndOfTheTasksOwnOutput(t *testing.T) {
	var o run.Output
	for i := range 30 {
		o.Lines = append(o.Lines,
			run.OutputLine{Task: 7, Kind: run.FromStdout, Text: "seven " + countText(i)},
			run.OutputLine{Task: 8, Kind: run.FromStdout, Text: "eight " + countText(i)})
	}
	o.Lines = append(o.Lines, run.OutputLine{Task: 7, Kind: run.FromStderr, Text: "no \x07 luck"})
	got := outputEnd(7, o, onScreen())
	if strings.Contains(got, "eight") || !strings.HasSuffix(got, `no \x07 luck`) || strings.Count(got, "\n") != cardLines-1 {
		t.Errorf("end of output = %q, want the last %d lines of task 7", got, cardLines)
	}
}

func TestALongLineIsCutInItsRowAndWholeWhenChosen(t *testing.T) {
	s := newStage(t, small())
	line := run.OutputLine{Task: 3, Worker: "Process-1", Kind: run.FromStdout, Text: strings.Repeat("long ", 200) + "end"}
	s.w.lineChosen(line)
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "long end") || !strings.Contains(text, "task 3") {
		t.Errorf("dialog = %q, want the whole line", text)
	}
	if got, want := cutText("abcdefgh", 5), "abcd…"; got != want {
		t.Errorf("cut = %q, want %q", got, want)
	}
	if got, want := cutText("abc", 3), "abc"; got != want {
		t.Errorf("cut = %q, want %q", got, want)
	}
	if got, want := cutText("äöü漢字x", 6), "äö…"; got != want {
		t.Errorf("cut = %q, want %q", got, want)
	}
}

func TestThreadsAreLanesOfTheirOwn(t *testing.T) {
	s := snapshot(4)
	s.Plan.Pool.RunAs = launcher.Threads
	s.Lanes = []run.Lane{{Thread: 1, Worker: "Process-1", Number: 1}, {Thread: 2, Worker: "Process-1", Number: 1}}
	if got := lanes(s, sight{})[1].Name; got != "Thread 2" {
		t.Errorf("lane = %q, want Thread 2", got)
	}
}

func TestAMemoryThatNobodySampledIsNotNought(t *testing.T) {
	s := snapshot(9)
	for i := range s.Rows {
		s.Rows[i].Usage.RSS = 0
	}
	if got := poolText(s); strings.Contains(got, "0.0 KiB") || !strings.Contains(got, "pool memory –") {
		t.Errorf("status = %q, want no memory", got)
	}
	s.Phase, s.PeakRSS = run.Ended, 0
	if got := poolText(s); strings.Contains(got, "peak") {
		t.Errorf("status at the end = %q, want no peak", got)
	}
}

func TestCommandsAreSaidToPrintAndNotToReturn(t *testing.T) {
	s := snapshot(9)
	s.Output, s.Plan.Pool.Method = run.Output{}, launcher.Map
	s.Plan.Task = plan.Task{Kind: plan.Command, Command: []string{"true"}}
	if got := noneText(s); strings.Contains(got, "result") || strings.Contains(got, "returned") {
		t.Errorf("empty output of commands = %q, want nothing of results", got)
	}
}
