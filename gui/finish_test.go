package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
)

// notified is a stage that keeps the notifications.
func notified(t *testing.T) (*stage, *[]*fyne.Notification) {
	t.Helper()
	var sent []*fyne.Notification
	s := newStageWith(t, small(), func(o *Options) { o.Notify = func(n *fyne.Notification) { sent = append(sent, n) } })
	return s, &sent
}

// look tells the window that it has the focus, or no longer, as Fyne's driver does.
func (s *stage) look(seen bool) { //nolint:revive // the boolean is the value that is told
	life := s.w.app.Lifecycle().(interface {
		OnEnteredForeground() func()
		OnExitedForeground() func()
	})
	if seen {
		life.OnEnteredForeground()()
	} else {
		life.OnExitedForeground()()
	}
}

// runFor has a run of so many seconds end.
func (s *stage) runFor(elapsed float64) {
	s.t.Helper()
	s.w.runTapped()
	last := snapshot(4)
	last.Elapsed, last.Phase, last.Reaped = seconds(elapsed), run.Ended, 4
	s.send(last)
	s.end()
}

func TestTheEndOfALongRunIsToldToWhoDoesNotLook(t *testing.T) {
	for name, c := range map[string]struct {
		seen    bool
		elapsed float64
		off     bool
		want    int
	}{
		"unseen and long":  {false, 31, false, 1},
		"seen":             {true, 31, false, 0},
		"short":            {false, 29, false, 0},
		"told not to tell": {false, 31, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, sent := notified(t)
			s.w.prefs.setNotifies(!c.off)
			s.look(false)
			if c.seen {
				s.look(true)
			}
			s.runFor(c.elapsed)
			if got := len(*sent); got != c.want {
				t.Errorf("notifications = %d, want %d", got, c.want)
			}
		})
	}
}

func TestANotificationHasNothingThatAPlanSays(t *testing.T) {
	s, sent := notified(t)
	s.look(false)
	s.w.runTapped()
	last := snapshot(4)
	last.Elapsed, last.Phase, last.Plan.Title = seconds(95), run.Ended, "\"; Remove-Item $HOME"
	s.send(last)
	s.end()
	got := (*sent)[0].Title + "|" + (*sent)[0].Content
	if want := "Poolscope: the run has ended|35 done, 2 not well, 0 not run, after 95 s."; got != want {
		t.Errorf("notification = %q, want %q", got, want)
	}
}

func TestWarningsAreKeptAndASignSaysThatTheyAreUnread(t *testing.T) {
	s := newStage(t, small())
	if s.w.status.sign.Visible() {
		t.Error("a sign of warnings before there is one")
	}
	s.w.runTapped()
	snap := snapshot(8)
	snap.Pacing = []string{"samples come every 200 ms"}
	s.send(snap)
	s.w.show(frame{snapshot: snap, texts: true}) // says the same again
	if got := s.w.status.sign.Text; got != "2" || !s.w.status.sign.Visible() {
		t.Errorf("sign = %q, shown %v, want 2: of the samples and of the output", got, s.w.status.sign.Visible())
	}
	test.Tap(s.w.status.sign)
	text := shownText(s.w.win.Canvas().Overlays().Top())
	if !strings.Contains(text, "samples come every 200 ms") || !strings.Contains(text, "older lines were dropped") {
		t.Errorf("sheet = %q, want both warnings", text)
	}
	s.answer("Close")
	if s.w.status.sign.Visible() {
		t.Error("the sign stays after the warnings were read")
	}
	s.end()
}

func TestWarningsAreBounded(t *testing.T) {
	l := newWarningLog(func() {})
	l.now = func() time.Time { return time.Unix(0, 0) }
	for range mostWarnings + 7 {
		l.add("again")
	}
	if got := len(l.all); got != mostWarnings || !strings.Contains(l.text(), "7 older warnings dropped") {
		t.Errorf("warnings = %d, want %d and the others counted", got, mostWarnings)
	}
}

func TestAnOfferIsAmongTheWarningsAndNotUnread(t *testing.T) {
	s := newStage(t, small())
	s.w.notice.offer("Something can be brought back.", "Bring it back", func() {}, nil)
	if got := s.w.warnings; got.unread() != 0 || !strings.Contains(got.text(), "Something can be brought back.") {
		t.Errorf("unread = %d, warnings %q, want the offer, read", got.unread(), got.text())
	}
}

func TestSettingsAreSaidWhereTheyAreWrongAndRememberedWhereNot(t *testing.T) {
	s := newStage(t, small())
	sheet := newPreferenceSheet(s.w)
	sheet.dialog.Show()
	for text, wrong := range map[string]bool{"0": true, "11": true, "2.5": true, "": true, "x": true, "1": false, "10": false} {
		sheet.picture.SetText("4")
		sheet.picture.SetText(text)
		if got := sheet.pictureField.alarm.Visible(); got != wrong {
			t.Errorf("%q pictures: said to be wrong = %v, want %v", text, got, wrong)
		}
		if wrong && s.w.prefs.pictures() != 4 {
			t.Errorf("%q pictures: remembered %d, want the last right ones", text, s.w.prefs.pictures())
		}
	}
	sheet.picture.SetText("10")
	if got, want := s.w.pace.pictures(), 100*time.Millisecond; got != want {
		t.Errorf("with 10 pictures a second one comes after %v, want %v at once", got, want)
	}
	sheet.sample.SetText("1ms")
	if !sheet.sampleField.alarm.Visible() || s.w.prefs.sample() != plan.Default().Metrics.Every {
		t.Errorf("1ms: said %v, remembered %v", sheet.sampleField.alarm.Visible(), s.w.prefs.sample())
	}
	sheet.text.SetSelected("0.5")
	if got, want := s.w.pace.texts(), 2*time.Second; got != want {
		t.Errorf("texts come after %v, want %v", got, want)
	}
}

func TestTheSamplingIntervalHoldsForExamplesAndWhatIsObserved(t *testing.T) {
	s := newStage(t, small())
	sheet := newPreferenceSheet(s.w)
	sheet.sample.SetText("250ms")
	if p, _ := s.w.form.plan(); p.Metrics.Every != 250*time.Millisecond || s.w.changed() {
		t.Errorf("the example that is shown has %v, changed %v, want 250 ms and no edit", p.Metrics.Every, s.w.changed())
	}
	s.w.exampleChosen(s.w.examples.all[1])
	if p, _ := s.w.form.plan(); p.Metrics.Every != 250*time.Millisecond {
		t.Errorf("the next example has %v, want 250 ms", p.Metrics.Every)
	}
	s.w.form.workers.entry.SetText("7")
	sheet.sample.SetText("50ms")
	if p, _ := s.w.form.plan(); p.Metrics.Every != 250*time.Millisecond || p.Pool.Workers != 7 {
		t.Errorf("edited plan has %v and %d workers, want it left alone", p.Metrics.Every, p.Pool.Workers)
	}
}

func TestDefaultsTakeBackAllThatTheSettingsSay(t *testing.T) {
	s := newStage(t, small())
	sheet := newPreferenceSheet(s.w)
	sheet.dialog.Show()
	sheet.look.SetSelected("High contrast theme")
	sheet.scale.SetSelected(string(ofMachine))
	sheet.picture.SetText("9")
	sheet.notify.SetChecked(false)
	if s.w.look != contrasted || s.w.scale != ofMachine || s.w.prefs.notifies() || !s.w.lookItems[contrasted].Checked {
		t.Errorf("look %q, scale %q, notifies %v, want what was chosen", s.w.look, s.w.scale, s.w.prefs.notifies())
	}
	sheet.defaultsTapped()
	if s.w.look != asDesktop || s.w.scale != ofOneCore || !s.w.prefs.notifies() || sheet.picture.Text != "4" || s.w.pace.pictures() != 250*time.Millisecond {
		t.Errorf("look %q, scale %q, notifies %v, pictures %s, want the defaults", s.w.look, s.w.scale, s.w.prefs.notifies(), sheet.picture.Text)
	}
}

func TestEveryFieldOfTheSettingsClosesThemOnEscape(t *testing.T) {
	s := newStage(t, small())
	sheet := newPreferenceSheet(s.w)
	for _, control := range []fyne.Focusable{sheet.sample, sheet.picture, sheet.text, sheet.history, sheet.look, sheet.scale, sheet.notify} {
		sheet.dialog.Show()
		if control.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}); covered(s.w.win) {
			t.Errorf("%T does not close the settings on Escape", control)
		}
	}
}

// remembering is a stage whose settings are in a file.
func remembering(t *testing.T, path string) *stage {
	t.Helper()
	m, _ := OpenMemory(path)
	return newStageWith(t, small(), func(o *Options) { o.Memory = m })
}

func TestABrokenSettingsFileIsSaidInTheWindowAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(`{"theme": "dark`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := remembering(t, path)
	if s.w.look != asDesktop || !s.w.notice.content.Visible() || !strings.Contains(s.w.notice.label.Text, "could not be read") {
		t.Errorf("look %q, notice %q, want the defaults and a word on it", s.w.look, s.w.notice.label.Text)
	}
	if s.w.warnings.unread() != 1 || !s.w.status.sign.Visible() {
		t.Errorf("unread warnings = %d, want 1 and its sign", s.w.warnings.unread())
	}
	s.w.lookChosen(alwaysLight)
	kept, err := os.ReadFile(path + ".broken")
	if err != nil || string(kept) != `{"theme": "dark` {
		t.Errorf("kept = %q, %v, want the broken file", kept, err)
	}
	if again, _ := OpenMemory(path); again.String(lookKey) != string(alwaysLight) {
		t.Errorf("theme read again = %q, want light", again.String(lookKey))
	}
}

func TestReadOnlySettingsAreSaidInTheWindowAndLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(`{"theme": "dark"}`), 0o400); err != nil {
		t.Fatal(err)
	}
	s := remembering(t, path)
	if s.w.look != alwaysDark || !strings.Contains(s.w.notice.label.Text, "read-only") {
		t.Errorf("look %q, notice %q, want what the file says and that it is read-only", s.w.look, s.w.notice.label.Text)
	}
	s.w.lookChosen(alwaysLight)
	s.w.lookChosen(contrasted)
	if text, err := os.ReadFile(path); err != nil || string(text) != `{"theme": "dark"}` {
		t.Errorf("file = %q, %v, want it as it was", text, err)
	}
	if s.w.look != contrasted || s.w.warnings.unread() != 1 {
		t.Errorf("look %q, unread %d, want the choice for this window and one warning", s.w.look, s.w.warnings.unread())
	}
}

func TestTwoWindowsAtOnceKeepEachOthersSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	one, err := OpenMemory(path)
	if err != nil {
		t.Fatal(err)
	}
	two, err := OpenMemory(path)
	if err != nil {
		t.Fatal(err)
	}
	one.SetString("theme", "dark")
	two.SetString("cpu", "of the machine")
	one.SetString("draw.pictures", "9")
	again, err := OpenMemory(path)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"theme": "dark", "cpu": "of the machine", "draw.pictures": "9"} {
		if got := again.String(key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
}

func TestAboutSaysVersionsAndWhatTheWindowCosts(t *testing.T) {
	s := newStage(t, small())
	s.w.aboutTapped()
	text := func() string { return shownText(s.w.win.Canvas().Overlays().Top()) }
	if got := text(); !strings.Contains(got, "Fyne") || !strings.Contains(got, "reading …") {
		t.Errorf("at first %q, want the versions", got)
	}
	s.play()
	if got := text(); !strings.Contains(got, "RSS") || !strings.Contains(got, "of processor time since") {
		t.Errorf("after a reading %q, want the memory and the time", got)
	}
	s.answer("Close")
	close(s.w.closed)
	s.w.pumps.Wait()
}

func TestCapturesOfTheFinish(t *testing.T) {
	if os.Getenv("POOLSCOPE_CAPTURES") == "" {
		t.Skip("POOLSCOPE_CAPTURES names no folder for pictures")
	}
	for _, size := range map[string]fyne.Size{"small": small(), "wide": fyne.NewSize(1280, 800)} {
		for _, look := range []appearance{alwaysLight, alwaysDark, contrasted} {
			captureFinish(t, look, size, "finish-"+string(look)+"-"+countText(int(size.Width))+"-")
		}
	}
}

func captureFinish(t *testing.T, look appearance, size fyne.Size, name string) {
	t.Helper()
	s := newStage(t, size)
	s.w.lookChosen(look)
	s.w.runTapped()
	snap := controlled()
	snap.Pacing = []string{"reading costs 6 % of a core over 10 s, and 5 % are allowed: samples come every 200 ms instead of 100 ms"}
	s.send(snap)
	s.w.tips.show(s.headOf("Memory").note.tip(), fyne.NewPos(size.Width-300, size.Height-220), arrowHigh)
	s.capture(name + "1-tip")
	s.w.tips.off()
	s.w.warningsTapped()
	s.capture(name + "2-warnings")
	s.answer("Close")
	s.w.settingsTapped()
	s.capture(name + "3-settings")
	s.answer("Close")
	s.w.meaningAt(aboutSwitches)
	s.capture(name + "4-meaning")
	s.answer("Close")
	s.w.tabs.SelectIndex(tasksTab)
	s.capture(name + "5-tasks")
	s.end()
}
