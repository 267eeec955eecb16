package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// shownText returns all text that is drawn under an object, a line a piece.
func shownText(o fyne.CanvasObject) string {
	if o == nil {
		return ""
	}
	var texts []string
	for _, part := range test.LaidOutObjects(o) {
		if text, ok := part.(*canvas.Text); ok && text.Visible() {
			texts = append(texts, text.Text)
		}
	}
	return strings.Join(texts, " ")
}

func findButton(o fyne.CanvasObject, text string) *sheetButton {
	for _, part := range test.LaidOutObjects(o) {
		if b, ok := part.(*sheetButton); ok && b.Text == text {
			return b
		}
	}
	return nil
}

func TestTheWindowFitsASmallScreen(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(8))
	const menu = 30
	for tab := range 3 {
		s.w.tabs.SelectIndex(tab)
		if got := s.w.win.Content().MinSize(); got.Width > 1024 || got.Height > 700-menu {
			t.Errorf("smallest size with view %d = %v, want within 1024x%d", tab, got, 700-menu)
		}
	}
	s.end()
}

func TestLiveTextsDoNotWidenTheWindow(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(8))
	before := s.w.win.Content().MinSize()
	big := snapshot(9)
	big.Counts.Total, big.SelfRSS, big.Elapsed = 1_000_000_000, 1<<50, 1e6*seconds(1)
	s.w.show(frame{snapshot: big, texts: true})
	for _, label := range []*widget.Label{s.w.status.pool, s.w.status.self, s.w.bar.count, s.w.bar.left, s.w.output.dropped} {
		label.SetText(strings.Repeat("wide ", 500))
	}
	if got := s.w.win.Content().MinSize(); got != before {
		t.Errorf("smallest size = %v, was %v", got, before)
	}
	s.end()
}

func TestShortcutsSitOnTheMenus(t *testing.T) {
	s := newStage(t, small())
	want := map[string]string{
		"Open …": "Ctrl+O", "Save": "Ctrl+S", "Quit": "Ctrl+Q", "Run": "Ctrl+R", "Stop": "Ctrl+.",
		"Pause picture": "Ctrl+P", "Live": "Ctrl+1", "Tasks": "Ctrl+2", "Output": "Ctrl+3", "Filter rows": "Ctrl+F",
	}
	got := map[string]string{}
	for _, menu := range s.w.win.MainMenu().Items {
		for _, item := range menu.Items {
			if key, ok := item.Shortcut.(fyne.KeyboardShortcut); ok {
				got[item.Label] = keyText(key)
			}
		}
	}
	for label, key := range want {
		if got[label] != key {
			t.Errorf("%s = %q, want %q", label, got[label], key)
		}
		if !strings.Contains(keysText(s.w.menu), key) {
			t.Errorf("the list of keys does not name %s", key)
		}
	}
}

func TestMenuItemsDoWhatTheirButtonsDo(t *testing.T) {
	s := newStage(t, small())
	s.w.runItem.Action()
	if len(s.started) != 1 || !s.w.runItem.Disabled || s.w.stopItem.Disabled {
		t.Errorf("after Run: started %d, run disabled %v, stop disabled %v, want 1, true, false", len(s.started), s.w.runItem.Disabled, s.w.stopItem.Disabled)
	}
	s.w.stopItem.Action()
	s.w.pauseItem.Action()
	if s.sessions[0].stops.Load() != 1 || !s.w.paused {
		t.Errorf("stops = %d, paused = %v, want 1, true", s.sessions[0].stops.Load(), s.w.paused)
	}
	s.end()
}

func TestEmptyViewsSayWhatWillBeThereAndOfferToRun(t *testing.T) {
	s := newStage(t, small())
	for tab, e := range s.w.empties {
		s.w.tabs.SelectIndex(tab)
		if text := shownText(e.place); !strings.Contains(text, "Nothing has run yet") {
			t.Errorf("view %d says %q", tab, text)
		}
	}
	test.Tap(s.w.empties[1].action)
	if len(s.started) != 1 {
		t.Errorf("runs started = %d, want 1", len(s.started))
	}
	for tab, e := range s.w.empties {
		if e.content.Visible() || !e.view.Visible() {
			t.Errorf("view %d is empty during a run", tab)
		}
	}
	s.end()
}
