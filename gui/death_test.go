package gui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// dead returns a snapshot after a death.
func dead(policy launcher.DeathPolicy, d run.Death) *run.Snapshot {
	s := snapshot(5)
	s.OnDeath, s.Deaths, s.LastDeath = policy, 1, &d
	return s
}

func TestADeathIsSaidWithWhatThePolicyMakesOfIt(t *testing.T) {
	d := run.Death{Worker: "Process-2", Slot: 2, Exit: "SIGKILL", Task: 3, Tasks: 1, Fate: run.TaskEnded, Heir: "Process-5"}
	again, lost, idle, threads, exit := d, d, d, d, d
	exit.Exit = "exit 3"
	again.Fate, lost.Fate, lost.Heir, threads.Tasks = run.TaskAgain, run.TaskLost, "", 4
	idle.Fate, idle.Tasks, idle.Task, idle.Heir = run.NoTask, 0, -1, ""
	broken := dead(launcher.DeathBreaks, d)
	broken.Broken = 17
	for want, s := range map[string]*run.Snapshot{
		"Process-2 died (SIGKILL): its task 3 was killed with it, Process-5 took slot 2":                                   dead(launcher.DeathFails, d),
		"Process-2 died (exit 3): its task 3 failed, Process-5 took slot 2":                                                dead(launcher.DeathFails, exit),
		"Process-2 died (SIGKILL): its 4 tasks were killed with it, Process-5 took slot 2":                                 dead(launcher.DeathFails, threads),
		"Process-2 died (SIGKILL): its task 3 will be tried again, Process-5 took slot 2":                                  dead(launcher.DeathRetries, again),
		"Process-2 died (SIGKILL) while it had no task":                                                                    dead(launcher.DeathFails, idle),
		"Task 3 was lost with Process-2 (SIGKILL): Python's Pool would wait for ever, and so does this run. Stop ends it.": dead(launcher.DeathHangs, lost),
		"Process-2 died (SIGKILL): the pool is broken, as ProcessPoolExecutor's would be: 17 tasks failed with it":         broken,
	} {
		if got := deathText(s); got != want {
			t.Errorf("text = %q, want %q", got, want)
		}
	}
}

func TestADeathStaysOnTheScreenUntilItIsPutAway(t *testing.T) {
	s := running(t)
	if s.w.death.content.Visible() {
		t.Error("a death is said before there was one")
	}
	d := run.Death{Worker: "Process-2", Slot: 2, Exit: "SIGKILL", Task: 3, Tasks: 1, Fate: run.TaskEnded}
	snap := dead(launcher.DeathFails, d)
	s.w.show(frame{snapshot: snap, texts: true})
	s.resize(small())
	if got := shownText(s.w.death.content); !strings.Contains(got, "its task 3 was killed") || !s.w.death.content.Visible() {
		t.Errorf("line = %q, visible %v, want the death", got, s.w.death.content.Visible())
	}
	s.w.death.awayTapped()
	s.w.show(frame{snapshot: snap, texts: true})
	if s.w.death.content.Visible() {
		t.Error("the line is back without a further death")
	}
	more := dead(launcher.DeathFails, d)
	more.Deaths = 2
	s.w.show(frame{snapshot: more, texts: true})
	if got := s.w.death.label.Text; !s.w.death.content.Visible() || !strings.Contains(got, "2 workers died so far") {
		t.Errorf("line = %q, visible %v, want the second death", got, s.w.death.content.Visible())
	}
	s.end()
	s.w.runTapped()
	if s.w.death.content.Visible() {
		t.Error("a death of the run before is said")
	}
	s.end()
}

func TestAStopSaysItsStages(t *testing.T) {
	s := running(t)
	for after, want := range map[time.Duration][2]string{
		500 * time.Millisecond:  {"18 %, stopping, by force in 3 s", "Asked 3 workers to end, waiting up to 3 s: Process-1, Process-2, Process-4"},
		2500 * time.Millisecond: {"18 %, stopping, by force in 1 s", "Asked 3 workers to end, waiting up to 1 s: Process-1, Process-2, Process-4"},
		3500 * time.Millisecond: {"18 %, stopping by force …", "Killing what did not end within 3 s: Process-1, Process-2, Process-4"},
	} {
		snap := snapshot(4 + after.Seconds())
		snap.Phase, snap.StopAsked = run.Stopping, 4*time.Second
		s.w.show(frame{snapshot: snap, texts: true})
		if got := [2]string{s.w.bar.left.Text, s.w.status.pool.Text}; got != want {
			t.Errorf("%s after Stop: %q, want %q", after, got, want)
		}
	}
	last := snapshot(9)
	last.Phase, last.Stopped, last.Reaped = run.Ended, true, 1
	s.send(last)
	s.end()
	if got := s.w.status.pool.Text; !strings.Contains(got, "left over 3 (Process-1, Process-2, Process-4)") {
		t.Errorf("after the end = %q, want who is left by name", got)
	}
}

func TestMarkersOfASnapshotAreOnTheTimeAxis(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := snapshot(8)
	snap.Markers = []run.Marker{{At: 3, Text: "Process-2 killed", Kind: run.OnWorker, Number: 2}, {At: 6, Text: "tasks held", Kind: run.OnPool}}
	s.send(snap)
	if got := shownText(s.w.live.chart); !strings.Contains(got, "Process-2 killed") || !strings.Contains(got, "tasks held") {
		t.Errorf("chart = %q, want both markers", got)
	}
	s.end()
}

func TestASlotThatThePoolNoLongerHasKeepsItsLaneWhileItIsSeen(t *testing.T) {
	s := snapshot(8)
	s.Slots = 3
	s.Lanes[3].Now = nil
	if got := len(lanes(s, sight{})); got != 4 {
		t.Errorf("lanes = %d while its bars are seen, want 4", got)
	}
	if got := len(lanes(s, sight{from: 7.9})); got != 3 {
		t.Errorf("lanes = %d after that, want 3", got)
	}
}

func TestACardHasTheTypeAndTheStackOfAnError(t *testing.T) {
	s := newStage(t, fyne.NewSize(1024, 700))
	s.w.runTapped()
	snap := snapshot(4)
	stack := "Traceback (most recent call last):\n  File \"/home/me/tasks.py\", line 12, in work\n    return 1 / n\nZeroDivisionError: division by zero"
	snap.Failures = []launcher.Result{{
		Task: 7, Worker: "Process-2", PID: 4712, State: launcher.Failed, ErrType: "ZeroDivisionError",
		Err: "division by zero", Stack: "\x1b[31m" + stack, Input: []byte("0"), Attempt: 1,
	}}
	s.send(snap)
	s.w.failuresTapped()
	top := s.w.win.Canvas().Overlays().Top()
	for _, want := range []string{"ZeroDivisionError", "division by zero", `\x1B[31mTraceback`, `File "/home/me/tasks.py", line 12, in work`, "Where it happened"} {
		if got := shownText(top); !strings.Contains(got, want) {
			t.Errorf("card = %q, want %q in it", got, want)
		}
	}
	for _, o := range test.LaidOutObjects(top) {
		if b, ok := o.(interface{ Tapped(*fyne.PointEvent) }); ok && shownText(o) == "Copy" {
			b.Tapped(&fyne.PointEvent{})
		}
	}
	if got := s.w.app.Clipboard().Content(); !strings.Contains(got, stack) {
		t.Errorf("copied = %q, want the stack as it is", got)
	}
	s.end()
}

func TestAVeryLongStackIsCutOnTheScreenAndWholeInTheCopy(t *testing.T) {
	r := launcher.Result{Stack: strings.Repeat("  File \"deep.py\", line 1, in f\n", 30_000) + "RecursionError"}
	shown, kept := cardText(plan.Plan{}, r, run.Output{}, nil, onScreen()), cardText(plan.Plan{}, r, run.Output{}, nil, toKeep())
	if len(shown) > 20_000 || !strings.Contains(shown, "RecursionError") || !strings.Contains(shown, "left out") {
		t.Errorf("on the screen: %d bytes, want less than 20,000 with the innermost call", len(shown))
	}
	if !strings.Contains(kept, strings.TrimSpace(r.Stack)) {
		t.Errorf("copied: %d bytes, want the whole of %d", len(kept), len(r.Stack))
	}
}
