//go:build e2e && linux

package e2e

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// envPlan has its task write the variables that it was given to a file.
const envPlan = `title = "Variables"
[task]
kind = "command"
shell = 'env > "$1.new" && mv "$1.new" "$1"'
[inputs]
values = [%q]
`

// speaker is a window on a desktop that asks for a language.
func speaker(t *testing.T, bin, asked, chosen, file string) *session {
	t.Helper()
	d := startDesktop(t)
	s := &session{Desktop: d, mark: home(d)}
	if chosen != "" {
		must(t, os.MkdirAll(filepath.Dir(s.settings()), 0o700))
		must(t, os.WriteFile(s.settings(), []byte(fmt.Sprintf(`{"language":%q}`, chosen)), 0o600))
	}
	s = openOn(t, d, "env", "LANG="+asked, bin, file)
	s.painted(t)
	return s
}

// menuBar is the bar of the menus of a window that has painted all of itself.
func menuBar(t *testing.T, s *session) *image.RGBA {
	t.Helper()
	place, err := s.Place(within(t, 5*time.Second), s.window)
	must(t, err)
	return s.part(t, image.Rect(0, 0, 400, 24).Add(place.Min))
}

func TestTheWindowSpeaksAsTheSettingsOrTheDesktopSay(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "variables")
			file := filepath.Join(t.TempDir(), "test.pool.toml")
			must(t, os.WriteFile(file, []byte(fmt.Sprintf(envPlan, out)), 0o600))
			bars := map[string]*image.RGBA{}
			for _, c := range []struct{ asked, chosen string }{{"C.UTF-8", ""}, {"de_AT.UTF-8", ""}, {"C.UTF-8", "de"}, {"de_DE.UTF-8", "en"}} {
				s := speaker(t, bin, c.asked, c.chosen, file)
				s.runsToEnd(t)
				bars[c.asked+" "+c.chosen] = menuBar(t, s)
				s.inherits(t, out, "LANG="+c.asked)
				s.closes(t)
			}
			english, german := bars["C.UTF-8 "], bars["de_AT.UTF-8 "]
			if desktop.Changed(english, german) == 0 {
				t.Error("the menus on a German desktop are those of an English one")
			}
			if desktop.Changed(german, bars["C.UTF-8 de"]) > 0 || desktop.Changed(english, bars["de_DE.UTF-8 en"]) > 0 {
				t.Error("the menus are not in the language that the settings name")
			}
		})
	}
}

// runsToEnd begins a run and returns when the window has shown it and offers another.
func (s *session) runsToEnd(t *testing.T) {
	t.Helper()
	d := drive(t, s)
	before := d.chart(t)
	d.press(t, "ctrl+r")
	d.seen(t, "the chart shows the run", func() bool { return differs(before, sheetShare)(d.chart(t)) })
	d.offered(t)
}

// inherits expects of a task the variables that the window was started with, and none of
// those that the window had to set for itself.
func (s *session) inherits(t *testing.T, file, want string) {
	t.Helper()
	var text []byte
	must(t, desktop.Until(within(t, 10*time.Second), "the task has written its variables", func() (bool, error) {
		var err error
		text, err = os.ReadFile(file)
		return err == nil, nil
	}))
	must(t, os.Remove(file))
	for v := range strings.SplitSeq(string(text), "\n") {
		if strings.HasPrefix(v, "LANGUAGE=") || strings.HasPrefix(v, "FYNE_") {
			t.Errorf("the task inherited %q", v)
		}
	}
	if !strings.Contains("\n"+string(text), "\n"+want+"\n") {
		t.Errorf("the task's variables lack %q", want)
	}
}
