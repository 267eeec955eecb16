package gui

import (
	"encoding/json"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

func TestTheMessageGoesToAFieldUnderTheFold(t *testing.T) {
	s := newStage(t, small())
	if s.w.form.settings.fold.object.Visible() {
		t.Fatal("the fold is open at the start")
	}
	s.w.form.settings.set["pool.timeout"]("soon")
	if !s.w.form.settings.fold.object.Visible() {
		t.Error("the fold is closed over what is wrong")
	}
	if got := s.w.bar.wrong.Text; !strings.HasPrefix(got, "Timeout: ") {
		t.Errorf("beside the buttons: %q, want the field's name first", got)
	}
	s.resize(small())
	s.w.form.content.ScrollToTop()
	s.w.bar.wrong.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	f := s.w.form.field("pool.timeout")
	if focus := s.w.win.Canvas().Focused(); focus == nil || focus != f.focus {
		t.Errorf("focus = %v, want the entry of Timeout", focus)
	}
	above := s.w.form.offsetOf(f.box) - s.w.form.content.Offset.Y
	if above < 0 || above+f.box.Size().Height > s.w.form.content.Size().Height {
		t.Errorf("the field begins %v below the form's edge, want it seen", above)
	}
	s.w.form.settings.set["pool.timeout"]("1s")
	if s.w.bar.alarm.Visible() || !s.w.bar.track.Visible() {
		t.Error("the message is there with nothing wrong")
	}
}

func TestTheMessageNamesTheHighestOfSeveral(t *testing.T) {
	s := newStage(t, small())
	s.w.form.settings.set["pool.nice"]("20")
	s.w.form.workers.entry.SetText("0")
	if got := s.w.bar.wrong.Text; !strings.HasPrefix(got, "1 of 2 problems, Workers: ") {
		t.Errorf("beside the buttons: %q, want 1 of 2 problems, Workers: …", got)
	}
}

func TestTabLeavesTheInputs(t *testing.T) {
	s := newStage(t, small())
	var entry fyne.Tabbable = s.w.form.inputs.entry
	if entry.AcceptsTab() {
		t.Error("the inputs keep Tab for themselves")
	}
	if !s.w.form.inputs.entry.MultiLine {
		t.Error("the inputs are one line")
	}
}

func TestWhatWouldTurnTheInputsAroundStandsAsItsCode(t *testing.T) {
	s := newStage(t, small())
	p := plan.Default()
	p.Task.Name = "hash"
	for _, text := range []string{"a\u202etxt.exe", "tag\U000E0041", "line\u2028sep", "grün 漢字"} {
		raw, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		w, _ := workload.Lookup("hello")
		p.Task.Name = "hello"
		in, err := plan.ParseInputs(plan.Values, string(raw), w)
		if err != nil {
			t.Fatal(err)
		}
		p.Inputs = in
		s.w.form.load(p)
		for _, r := range s.w.form.inputs.entry.Text {
			if r == 0x202e || r == 0x2028 || r == 0xE0041 {
				t.Errorf("entry = %q, want %U as its code", s.w.form.inputs.entry.Text, r)
			}
		}
		back, problems := s.w.form.plan()
		if len(problems) != 0 || back.Inputs.Text() != in.Text() {
			t.Errorf("inputs = %q, %v, want %q", back.Inputs.Text(), problems, in.Text())
		}
	}
	if got, want := escaped(0xE0041), `\udb40\udc41`; got != want {
		t.Errorf("escaped = %q, want %q", got, want)
	}
}

func TestTheInputsSayHowManyTasksTheyMake(t *testing.T) {
	s := newStage(t, small())
	in := s.w.form.inputs
	s.w.form.task.SetSelected("primes")
	in.entry.SetText("10, 20, 30")
	if got := in.field.help.text(); !strings.HasPrefix(got, "3 tasks. ") {
		t.Errorf("help = %q, want 3 tasks first", got)
	}
	in.entry.SetText("")
	if got := in.field.help.text(); !strings.HasPrefix(got, "0 tasks. ") {
		t.Errorf("help = %q, want 0 tasks first", got)
	}
	if got := in.entry.PlaceHolder; !strings.HasPrefix(got, "such as ") {
		t.Errorf("placeholder = %q, want it not to look like an input", got)
	}
	in.entry.SetText("one, two")
	if got := in.field.help.text(); strings.Contains(got, "tasks.") {
		t.Errorf("help = %q with inputs that are wrong", got)
	}
}

func TestAnotherTaskIsNoLongerTheExample(t *testing.T) {
	s := newStage(t, small())
	example := examples.All()[2]
	s.w.examples.choice.SetSelected(exampleName(example))
	if !s.w.form.notes.Visible() {
		t.Fatal("the example has no notes")
	}
	other := "primes"
	if p, _ := s.w.form.plan(); p.Task.Name == other {
		other = "pi"
	}
	s.w.form.task.SetSelected(other)
	if got := s.w.examples.choice.Selected; got != "" {
		t.Errorf("example = %q, want none", got)
	}
	if p, _ := s.w.form.plan(); s.w.form.notes.Visible() || p.Notes != "" {
		t.Errorf("notes = %q, want none", p.Notes)
	}
}

func TestTheErrorStandsUnderItsControlWithItsSign(t *testing.T) {
	s := newStage(t, small())
	s.w.form.workers.entry.SetText("1e3")
	s.resize(small())
	f := s.w.form.field("pool.workers")
	if got := f.wrong.text(); !strings.HasPrefix(got, "1e3 is not ") {
		t.Errorf("message = %q, want what was typed", got)
	}
	sign, text := f.alarm.Objects[1], f.alarm.Objects[0]
	if sign.Position().X < nameWidth || text.Position().X < sign.Position().X {
		t.Errorf("sign at %v, text at %v, want both right of %v", sign.Position(), text.Position(), nameWidth)
	}
	var line *canvas.Text
	for _, part := range test.LaidOutObjects(f.wrong) {
		if piece, ok := part.(*canvas.Text); ok {
			line = piece
			break
		}
	}
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(line).Y + line.MinSize().Height/2
	middle := driver.AbsolutePositionForObject(sign).Y + sign.Size().Height/2
	if off := at - middle; off < -3 || off > 3 {
		t.Errorf("the sign is %v off the first line", off)
	}
}

// TestShortcutsInMenusHaveContrast looks at what Fyne makes of the theme: the
// colour of shortcuts has no name.
func TestShortcutsInMenusHaveContrast(t *testing.T) {
	for look, variant := range looks() {
		app := test.NewTempApp(t)
		th := newTheme(look)
		app.Settings().SetTheme(th)
		item := fyne.NewMenuItem("Run", func() {})
		item.Shortcut = &desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierControl}
		w := test.NewTempWindow(t, widget.NewMenu(fyne.NewMenu("", item)))
		seen := 0
		for _, part := range test.LaidOutObjects(w.Content()) {
			text, ok := part.(*canvas.Text)
			if !ok {
				continue
			}
			seen++
			if got := contrast(text.Color, th.Color(theme.ColorNameMenuBackground, variant)); got < 4.5 {
				t.Errorf("%s: contrast of %q in a menu = %.2f, want 4.5 at least", look, text.Text, got)
			}
		}
		if seen < 2 {
			t.Errorf("%s: texts of the item = %d, want its name and its shortcut", look, seen)
		}
	}
}
