package gui

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/examples"
)

// again opens the window of the next start.
func (s *stage) again() *Window {
	return New(s.w.app, Options{Start: s.start, Post: func(f func()) { s.posts <- f }})
}

func ownPlan(t *testing.T, dir string) string {
	t.Helper()
	return write(t, filepath.Join(dir, "own.pool.toml"), "title = \"Own\"\n[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nrepeat = 3\n")
}

func TestEditsThatAnExampleReplacesCanBeBroughtBack(t *testing.T) {
	s := newStage(t, small())
	path := ownPlan(t, t.TempDir())
	s.w.open(path)
	if s.w.notice.content.Visible() {
		t.Error("something is offered with nothing lost")
	}
	s.w.form.workers.entry.SetText("9")
	s.w.examples.choice.SetSelected(exampleName(examples.All()[0]))
	if p, _ := s.w.form.plan(); p.Pool.Workers == 9 || !s.w.notice.content.Visible() {
		t.Fatalf("workers = %d, offer %v, want the example and an offer", p.Pool.Workers, s.w.notice.content.Visible())
	}
	s.resize(small())
	s.capture("notice")
	test.Tap(s.w.notice.action)
	p, _ := s.w.form.plan()
	if p.Pool.Workers != 9 || p.Title != "Own" || s.w.path != path || !strings.HasPrefix(s.w.win.Title(), "*Own") {
		t.Errorf("brought back = %q with %d workers of %q, title %q", p.Title, p.Pool.Workers, s.w.path, s.w.win.Title())
	}
	if s.w.notice.content.Visible() {
		t.Error("the offer is still there")
	}
}

func TestEditsOfTheLastTimeAreOffered(t *testing.T) {
	s := newStage(t, small())
	path := ownPlan(t, t.TempDir())
	s.w.open(path)
	s.w.form.workers.entry.SetText("9")
	s.w.closeTapped()

	again := s.again()
	if p, _ := again.form.plan(); p.Title != "Own" || p.Pool.Workers == 9 || !again.notice.content.Visible() {
		t.Fatalf("next start: %q with %d workers, offer %v, want the file and an offer", p.Title, p.Pool.Workers, again.notice.content.Visible())
	}
	test.Tap(again.notice.action)
	if p, _ := again.form.plan(); p.Pool.Workers != 9 || again.path != path || !strings.HasPrefix(again.win.Title(), "*") {
		t.Errorf("brought back: %d workers of %q, title %q", p.Pool.Workers, again.path, again.win.Title())
	}
	again.save(path)
	again.closeTapped()
	if s.again().notice.content.Visible() {
		t.Error("edits are offered that were saved")
	}
}

func TestAnOfferThatIsPutAwayDoesNotComeAgain(t *testing.T) {
	s := newStage(t, small())
	s.w.form.workers.entry.SetText("9")
	s.w.closeTapped()
	again := s.again()
	again.notice.awayTapped()
	again.closeTapped()
	if s.again().notice.content.Visible() {
		t.Error("the offer came again")
	}
}

func TestAPlanThatCannotBeReadForTheMomentIsStillTheLastOne(t *testing.T) {
	s := newStage(t, small())
	path := ownPlan(t, t.TempDir())
	s.w.open(path)
	s.w.closeTapped()
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	again := s.again()
	if !again.notice.content.Visible() || !strings.Contains(again.notice.label.Text, "own.pool.toml") {
		t.Errorf("notice = %q, visible %v, want the plan named", again.notice.label.Text, again.notice.content.Visible())
	}
	again.closeTapped()
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if p, _ := s.again().form.plan(); p.Title != "Own" {
		t.Errorf("plan = %q, want Own", p.Title)
	}
}

func TestAPlanNamedFromHereIsRememberedFromAnywhere(t *testing.T) {
	dir := t.TempDir()
	ownPlan(t, dir)
	t.Chdir(dir)
	s := newStage(t, small())
	s.w.open("own.pool.toml")
	t.Chdir(t.TempDir())
	if p, _ := s.again().form.plan(); p.Title != "Own" {
		t.Errorf("plan = %q, want Own", p.Title)
	}
}

func TestSplitsAreRemembered(t *testing.T) {
	s := newStage(t, small())
	s.w.split.SetOffset(0.4)
	s.w.live.split.SetOffset(0.5)
	s.w.closeTapped()
	again := s.again()
	if again.split.Offset != 0.4 || again.live.split.Offset != 0.5 {
		t.Errorf("splits = %v, %v, want 0.4, 0.5", again.split.Offset, again.live.split.Offset)
	}
}

func TestTheFirstWindowFitsTheScreen(t *testing.T) {
	app := test.NewTempApp(t)
	w := New(app, Options{Room: image.Pt(1100, 760)})
	w.Show()
	if got, want := w.win.Canvas().Size(), fyne.NewSize(1100-frameWidth, 760-frameHeight); got.Width > want.Width || got.Height > want.Height {
		t.Errorf("size = %v, want at most %v", got, want)
	}
	if got, want := roomOf(image.Pt(2200, 1600), 2), fyne.NewSize((2200-frameWidth)/2, (1600-frameHeight)/2); got != want {
		t.Errorf("room = %v, want %v", got, want)
	}
}

func TestAnExamplesNameIsSpeltAsItIsSaid(t *testing.T) {
	if got, want := exampleName(examples.Example{Name: "cpu-or-waiting"}), "CPU or waiting"; got != want {
		t.Errorf("name = %q, want %q", got, want)
	}
}

func TestTheListOfKeysSaysWhatOpensTheMenus(t *testing.T) {
	s := newStage(t, small())
	if got := keysText(s.w.menu); !strings.Contains(got, "Alt  ") {
		t.Errorf("keys = %q, want Alt in them", got)
	}
}

func TestWhatWasBroughtBackAndHadNoFileIsNotReverted(t *testing.T) {
	s := newStage(t, small())
	s.w.form.workers.entry.SetText("9")
	s.w.closeTapped()
	w := s.again()
	w.notice.action.OnTapped()
	if !w.revertItem.Disabled {
		t.Error("it can be reverted, to nothing")
	}
	w.revertTapped()
	if got := w.form.workers.text(); got != "9" || w.form.asText.shown {
		t.Errorf("workers %q, text %v, want what was brought back", got, w.form.asText.shown)
	}
}
