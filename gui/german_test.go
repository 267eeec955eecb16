package gui

import (
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher/workload"
)

// speakGerman has the windows of a test in German.
func speakGerman(t *testing.T) {
	t.Helper()
	if err := tr.Use("de"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tr.Use("en") }) // which is built in
}

// untranslated finds texts that are said in English although the catalogue has them.
type untranslated struct {
	t       *testing.T
	texts   map[string]string
	formats []*regexp.Regexp
	said    map[string]bool
}

func newUntranslated(t *testing.T) *untranslated {
	t.Helper()
	words, err := tr.Catalogue("de")
	if err != nil {
		t.Fatal(err)
	}
	u := &untranslated{t: t, texts: map[string]string{}, said: map[string]bool{}}
	germans := map[string]bool{}
	for _, german := range words {
		germans[german] = true
	}
	for english, german := range words {
		if _, text, in := strings.Cut(english, "|"); in {
			english = text
		}
		switch {
		case german == english || germans[english]: // "Start" is a word of both
		case strings.Contains(english, "%s"):
			parts := strings.Split(strings.ReplaceAll(english, "%%", "%"), "%s")
			if len(regexp.MustCompile(`[a-z]{3,}`).FindAllString(english, -1)) < 2 {
				continue // too little to know it by
			}
			for i := range parts {
				parts[i] = regexp.QuoteMeta(parts[i])
			}
			u.formats = append(u.formats, regexp.MustCompile("^"+strings.Join(parts, ".+")+"$"))
		default:
			u.texts[english] = german
		}
	}
	return u
}

// look reports each English text under an object once.
func (u *untranslated) look(where string, o fyne.CanvasObject) {
	u.t.Helper()
	if o == nil {
		return
	}
	for _, part := range test.LaidOutObjects(o) {
		for _, text := range textsOf(part) {
			u.check(where, strings.TrimSpace(text))
		}
	}
}

func (u *untranslated) check(where, text string) {
	u.t.Helper()
	if u.said[text] || workload.Registry()[text] != nil { // what a task is called has one name
		return
	}
	german, known := u.texts[text]
	for _, f := range u.formats {
		known = known || f.MatchString(text)
	}
	if known {
		u.said[text] = true
		u.t.Errorf("%s says %q, want it in German %q", where, text, german)
	}
}

// textsOf returns what a widget was given to say, whole where it is drawn in several lines.
func textsOf(o fyne.CanvasObject) []string {
	switch o := o.(type) {
	case *canvas.Text:
		return []string{o.Text}
	case *widget.Label:
		return []string{o.Text}
	case *widget.RichText:
		return []string{o.String()}
	case *widget.Entry:
		return []string{o.PlaceHolder}
	case *widget.Select:
		return append(o.Options, o.PlaceHolder)
	}
	return nil
}

// menus looks at all items of the main menu, and at the sheets that they open.
func (u *untranslated) menus(s *stage) {
	u.t.Helper()
	for _, menu := range s.w.menu.Items {
		u.check("menu", menu.Label)
		for _, item := range menu.Items {
			u.item(s, item)
		}
	}
}

func (u *untranslated) item(s *stage, item *fyne.MenuItem) {
	u.t.Helper()
	u.check("menu", item.Label)
	if item.ChildMenu != nil {
		for _, below := range item.ChildMenu.Items {
			u.check("menu", below.Label)
		}
		return
	}
	opens := strings.HasSuffix(item.Label, "…") || strings.HasPrefix(item.Label, "Poolscope") || strings.HasSuffix(item.Label, "Poolscope")
	if !opens || item.Disabled || item.Action == nil {
		return
	}
	item.Action()
	overlays := s.w.win.Canvas().Overlays()
	for top := overlays.Top(); top != nil; top = overlays.Top() {
		u.look(item.Label, top)
		overlays.Remove(top)
	}
}

func TestTheWindowSpeaksGerman(t *testing.T) {
	speakGerman(t)
	u := newUntranslated(t)
	s := newStage(t, small())
	u.look("the window at first", s.w.win.Content())
	u.menus(s)
	for _, kind := range plan.TaskKinds() {
		s.choose(kind)
		s.w.form.settings.fold.open()
		s.resize(small())
		u.look("the form of "+string(kind), s.w.form.content)
	}
	s.w.form.load(plan.Default())
	s.w.runTapped()
	s.send(snapshot(8))
	s.w.live.pick(2)
	for tab := range 3 {
		s.w.tabs.SelectIndex(tab)
		s.w.draw()
		s.resize(small())
		u.look("view "+string(rune('1'+tab)), s.w.win.Content())
	}
	u.menus(s)
	bad := snapshot(9)
	bad.Counts.Failed, bad.Counts.TimedOut, bad.Counts.Killed = 1, 1, 1
	s.send(bad)
	s.end()
	u.look("the window of a run that has ended", s.w.win.Content())
	for tab := range 3 {
		s.w.tabs.SelectIndex(tab)
		if got := s.w.win.Content().MinSize().Width; got > 1024 {
			t.Errorf("smallest width of view %d = %v, want 1024 at most, as in English", tab, got)
		}
	}
}

func TestGermanWordsFitWhereTheyStand(t *testing.T) {
	speakGerman(t)
	s := newStage(t, fyne.NewSize(1024, 700))
	bold := func(text string) float32 {
		return fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{Bold: true}).Width
	}
	for _, c := range rowColumns() {
		if c.key != stateKey {
			continue
		}
		for _, state := range []string{"starting", "ended", "running", "sleeping", "disk wait", "stopped", "zombie", "idle", "unknown", "main ended"} {
			if got, want := bold(tr.T(state)), s.w.live.table.room(c); got > want {
				t.Errorf("%q in the table of workers is %v wide, want %v at most", tr.T(state), got, want)
			}
		}
	}
	s.w.tabs.SelectIndex(tasksTab)
	for i, name := range append([]string{tr.T("all states")}, stateNames()...) {
		s.w.tasks.states.SetSelectedIndex(i)
		for _, o := range test.LaidOutObjects(s.w.tasks.states) {
			if text, ok := o.(*canvas.Text); ok && text.Text != name {
				t.Errorf("the list of states says %q, want %q", text.Text, name)
			}
		}
	}
	if got := widget.NewLabel(tr.F("%s of %s", "10,000", "10,500")).MinSize().Width; got > filterCount {
		t.Errorf("the count beside the filter is %v wide, want %v at most", got, filterCount)
	}
}

func TestTheToolbarOfAGermanRunIsNotCutAt1024(t *testing.T) {
	speakGerman(t)
	s := newStage(t, fyne.NewSize(1024, 700))
	s.w.runTapped()
	bad := snapshot(9)
	bad.Counts.Total, bad.Counts.Done = -1, 1234567
	bad.Counts.Failed, bad.Counts.TimedOut, bad.Counts.Killed = 12345, 2345, 345
	bad.Counts.Partial, bad.Stopped, bad.Phase = true, true, run.Ended
	s.send(bad)
	for _, l := range []*widget.Label{s.w.bar.count, s.w.bar.left} {
		if got, want := l.Size().Width, widthOf(l); got < want {
			t.Errorf("%q has %v, want %v", l.Text, got, want)
		}
	}
	if got := s.w.bar.content.MinSize().Width; got > 930 {
		t.Errorf("smallest width of the toolbar with %q = %v, want 930 at most", s.w.bar.failed.Text, got)
	}
	s.end()
}

func TestAGermanNotificationHasNothingThatAScriptWouldRead(t *testing.T) {
	speakGerman(t)
	for _, s := range []*run.Snapshot{snapshot(40), observedTree([]int{4711}, nil, 2, 40)} {
		n := endNotification(s)
		if said := n.Title + " " + n.Content; !strings.Contains(said, "beendet") && !strings.Contains(said, "fertig") || strings.ContainsAny(said, "\"'`$“”„‘’‚") {
			t.Errorf("notification = %q, want it in German, without quotes, $ and `", said)
		}
	}
}
