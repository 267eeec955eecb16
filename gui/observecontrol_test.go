package gui

import (
	"strings"
	"testing"
)

func TestWhatPoolscopeDidNotStartIsKilledAfterAQuestion(t *testing.T) {
	o := newObserving(t, small())
	o.all[1].PID = 4712 // of postgres
	o.watch(4711)
	o.w.live.selectWorker(2)
	o.w.follow()
	if o.w.worker.kill.Label != "Kill process" || o.w.worker.stop.Label != "Stop process" || o.w.worker.kill.Disabled || !o.w.worker.task.Disabled {
		t.Errorf("menu: %q disabled %v, %q, task disabled %v", o.w.worker.kill.Label, o.w.worker.kill.Disabled, o.w.worker.stop.Label, o.w.worker.task.Disabled)
	}
	o.w.worker.kill.Action()
	text := shownText(o.w.win.Canvas().Overlays().Top())
	for _, want := range []string{"Kill process 4712 of user postgres?", "did not start", "python3 squares.py"} {
		if !strings.Contains(text, want) {
			t.Errorf("question = %q, want %q in it", text, want)
		}
	}
	if safe, ok := o.w.win.Canvas().Focused().(*sheetButton); !ok || safe.Text != "Leave it alone" {
		t.Errorf("the focus is on %v, want Leave it alone", o.w.win.Canvas().Focused())
	}
	o.press("Kill process 4712")
	o.expect("kill process 2")
	o.w.worker.stop.Action()
	o.press("Leave it alone")
	select {
	case got := <-o.sessions[0].asked:
		t.Errorf("asked %q after Leave it alone", got)
	default:
	}
	o.end()
}

func TestWhatACommandStartedIsStoppedWithoutAQuestion(t *testing.T) {
	o := newObserving(t, small())
	o.begin("python3", "squares.py")
	o.w.live.selectWorker(2)
	o.w.worker.stop.Action()
	o.expect("stop process 2")
	frozen := observedTree(nil, []string{"python3", "squares.py"}, 4, 13)
	frozen.Rows[1].State = "stopped"
	o.w.show(frame{snapshot: frozen, texts: true})
	if o.w.worker.stop.Label != "Continue process" {
		t.Errorf("menu says %q, want Continue process", o.w.worker.stop.Label)
	}
	o.w.worker.stop.Action()
	o.expect("continue process 2")
	if covered(o.w.win) {
		t.Error("there is a question")
	}
	o.end()
}

func TestARowOfAProcessHasItsPIDAndCommandToCopy(t *testing.T) {
	o := newObserving(t, small())
	o.watch(4711)
	r := o.w.newest.Rows[1]
	r.Command = "python3\x00a b.py\x00"
	labels := map[string]func(){}
	for _, item := range o.w.processMenu(r) {
		labels[item.Label] = item.Action
	}
	for label, want := range map[string]string{"Copy PID 4712": "4712", "Copy command": "python3 'a b.py'"} {
		if labels[label] == nil {
			t.Fatalf("no item %q", label)
		}
		labels[label]()
		if got := o.w.app.Clipboard().Content(); got != want {
			t.Errorf("%s: clipboard = %q, want %q", label, got, want)
		}
	}
	o.end()
}

func TestClosingAsksAboutACommandAndNotAboutWhatRanBefore(t *testing.T) {
	o := newObserving(t, small())
	o.watch(4711)
	o.w.closeTapped()
	if covered(o.w.win) || !o.w.quitting {
		t.Errorf("covered = %v, quitting = %v, want no question", covered(o.w.win), o.w.quitting)
	}
	o.end()
	if !o.closed {
		t.Error("the window is still open")
	}

	o = newObserving(t, small())
	o.begin("python3", "squares.py")
	o.w.closeTapped()
	if text := shownText(o.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "python3 squares.py") {
		t.Errorf("question = %q, want the command in it", text)
	}
	o.press("End the command and quit")
	if got := o.sessions[0].stops.Load(); got != 1 {
		t.Errorf("stops = %d, want 1", got)
	}
	o.end()
	if !o.closed {
		t.Error("the window is still open")
	}
}
