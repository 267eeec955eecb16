package gui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// early returns the last snapshot of a run that could not go on.
func early(why string) *run.Snapshot {
	s := snapshot(6)
	s.Phase, s.Err = run.Ended, errors.New(why)
	return s
}

func TestWhyARunEndedEarlyIsSaid(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := early("no worker can be started, tried 5 times: the initializer init failed: no database\nTraceback:\x1b[31m\n  in init")
	snap.LastDeath, snap.Deaths = &run.Death{Worker: "Process-8", Exit: "exit 1", Task: -1}, 8
	s.send(snap)
	s.end()
	line := s.w.early.content
	if got, want := s.w.early.label.Text, "The run ended early: no worker can be started, tried 5 times: the initializer init failed: no database"; got != want || !line.Visible() {
		t.Errorf("line = %q, visible %v, want %q", got, line.Visible(), want)
	}
	if s.w.death.content.Visible() {
		t.Error("the last death is said beside the reason")
	}
	if got := s.w.bar.left.Text; !strings.Contains(got, "ended early after 6.0 s") {
		t.Errorf("progress = %q, want that it ended early", got)
	}
	s.w.earlyTapped()
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, `Traceback:\x1B[31m`) {
		t.Errorf("all of it = %q, want the stack too", got)
	}
}

func TestTheReasonStaysUntilItIsPutAwayOrAnotherRunBegins(t *testing.T) {
	s := newStage(t, small())
	for _, over := range []func(){func() { s.w.early.awayTapped() }, func() { s.w.runTapped() }} {
		if s.w.session == nil {
			s.w.runTapped()
		}
		s.send(early("inputs: the disk is full"))
		s.end()
		if !s.w.early.content.Visible() {
			t.Fatal("the reason is not said")
		}
		over()
		if s.w.early.content.Visible() {
			t.Error("the reason is still said")
		}
	}
	s.end()
}

func TestOfAPoolThatADeathBrokeTheLineOfDeathsTells(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := early("the pool is broken: Process-2 died")
	snap.OnDeath, snap.Deaths, snap.Broken, snap.LastDeath = launcher.DeathBreaks, 1, 17, &run.Death{Worker: "Process-2", Exit: "SIGKILL"}
	s.send(snap)
	s.end()
	if s.w.early.content.Visible() || !s.w.death.content.Visible() {
		t.Errorf("visible: reason %v, death %v, want the death alone", s.w.early.content.Visible(), s.w.death.content.Visible())
	}
}

func TestARunThatItsPlanHaltedSaysSo(t *testing.T) {
	s := snapshot(6)
	s.Phase, s.Plan.Pool.Halt = run.Ended, launcher.Halt{Now: true}
	s.Counts.NotRun, s.Counts.Queued, s.Counts.Running = s.Counts.Queued+s.Counts.Running, 0, 0
	if got := leftOf(s); !strings.Contains(got, "halted after 6.0 s") {
		t.Errorf("progress = %q, want that it was halted", got)
	}
	s.Counts.NotRun = 0
	if got := leftOf(s); strings.Contains(got, "halted") {
		t.Errorf("progress = %q of a run whose tasks all ran", got)
	}
}

func TestAFailureIsListedWithWhatItsErrorSays(t *testing.T) {
	three := 3
	for want, r := range map[string]launcher.Result{
		"ValueError: no \\x1B[31m number":   {State: launcher.Failed, ErrType: "ValueError", Err: "no \x1b[31m number\nsecond line"},
		"timed out: it ran longer than 1 s": {State: launcher.TimedOut, Err: "it ran longer than 1 s"},
		"killed by SIGKILL":                 {State: launcher.Killed, Signal: "SIGKILL", Err: "its worker was killed by SIGKILL"},
		"failed, exit 3":                    {State: launcher.Failed, ExitCode: &three, Err: "its worker ended with exit code 3"},
		"failed":                            {State: launcher.Failed},
	} {
		if got := inALine(r); got != want {
			t.Errorf("line = %q, want %q", got, want)
		}
	}
}

func TestBeforeTheFirstSampleNoNumberIsMadeUp(t *testing.T) {
	s := snapshot(0.1)
	s.Cores, s.SelfRSS, s.Rows = nil, 0, nil
	if got := poolText(s) + selfText(s); got != "100 ms   starting the pool" {
		t.Errorf("status = %q", got)
	}
}

func TestTheSummaryOfARunIsSeenWholeInASmallWindow(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	last := snapshot(9)
	last.Phase, last.Stopped, last.Started, last.Reaped, last.Plan.Title = run.Ended, true, 66, 66, "64 workers"
	last.Counts.Cancelled, last.Counts.NotRun, last.PeakRSS = 65, 4521, 387<<20
	s.send(last)
	s.end()
	label := s.w.status.pool
	if got, want := label.Size().Width, fyne.MeasureText(label.Text, 14, label.TextStyle).Width; got < want {
		t.Errorf("the summary has room for %.0f of %.0f: %q", got, want, label.Text)
	}
}
