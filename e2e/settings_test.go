//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// remembered returns the settings, which have to be what JSON calls an object of texts.
func remembered(t *testing.T, path string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	var all map[string]string
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("settings = %q, want them whole: %v", text, err)
	}
	return all
}

// ends answers for a window that was asked to close.
func (s *session) ends(t *testing.T) {
	t.Helper()
	exit, err := s.program.Wait(within(t, 15*time.Second))
	must(t, err)
	if exit != 0 {
		t.Errorf("exit = %d, want 0", exit)
	}
}

func TestTwoWindowsRunAndKeepBothTheirSettings(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			plans := map[string]string{}
			for _, title := range []string{"First", "Second"} {
				plans[title] = filepath.Join(folder, title+".pool.toml")
				must(t, os.WriteFile(plans[title], []byte(strings.Replace(longPlan, "Long sleeps", title, 1)), 0o600))
			}
			one := openOn(t, startDesktop(t), bin, plans["First"])
			one.painted(t)
			first := drive(t, one)
			second := drive(t, openTitled(t, one.Desktop, bin, "Second", plans["Second"]))

			second.setAndRun(t, "Second", "View > CPU as % of the machine", `"cpu"`)
			first.setAndRun(t, "First", "View > Light theme", `"theme"`)
			second.workers(t, planWorkers) // the other one's start has not disturbed these
			for _, d := range []*menuDriver{second, first} {
				title := map[*menuDriver]string{first: "First", second: "Second"}[d]
				_, err := d.Window(within(t, 5*time.Second), title)
				must(t, err)
				workers := d.workers(t, planWorkers)
				d.stops(t, workers)
				must(t, d.AskToClose(within(t, 5*time.Second)))
				d.ends(t)
			}
			first.nothingLeft(t)
			all := remembered(t, first.settings())
			if all["theme"] == "" || all["cpu"] == "" || all["end"] == "" {
				t.Errorf("settings = %q, want the theme that one window set, the unit of the other, and the sizes", all)
			}
		})
	}
}

// openTitled opens a window beside others.
func openTitled(t *testing.T, d *desktop.Desktop, bin, title string, args ...string) *session {
	t.Helper()
	p, err := d.Launch(bin, args...)
	must(t, err)
	s := &session{Desktop: d, program: p, mark: home(d)}
	t.Cleanup(func() { s.check(t) })
	s.window, err = d.Window(within(t, 20*time.Second), title)
	must(t, err)
	return s
}

// setAndRun gives a window the focus, has it remember something, and begins its run.
func (d *menuDriver) setAndRun(t *testing.T, title, item, key string) {
	t.Helper()
	_, err := d.Window(within(t, 5*time.Second), title)
	must(t, err)
	d.choose(t, item)
	d.seen(t, item+" is remembered", func() bool { return strings.Contains(d.read(t, d.settings()), key) })
	d.press(t, "ctrl+r")
	d.workers(t, planWorkers)
}

// stops ends a run by a key, and returns when another one is offered.
func (s *session) stops(t *testing.T, workers []desktop.Process) {
	t.Helper()
	s.press(t, "ctrl+period")
	gone(t, timeToStop, workers)
	s.offered(t)
}

// spoilt is a way in which the settings cannot be used.
type spoilt struct {
	name  string
	spoil func(t *testing.T, settings string) // of the file that the window would use
	said  string                              // how what it writes begins
	kept  string                              // the file that has what was there, "" for none
}

func spoiltSettings() []spoilt {
	garbage := func(t *testing.T, settings string) {
		t.Helper()
		must(t, os.MkdirAll(filepath.Dir(settings), 0o700))
		must(t, os.WriteFile(settings, []byte("{\"theme\": garbage"), 0o600))
	}
	return []spoilt{
		{"garbage", garbage, "poolscope: read the settings in ", ".broken"},
		{"read-only", func(t *testing.T, settings string) {
			t.Helper()
			must(t, os.MkdirAll(filepath.Dir(settings), 0o700))
			must(t, os.WriteFile(settings, []byte("{}"), 0o400))
		}, "poolscope: write the settings in ", ""},
		// Root may write everywhere, but not into a file as if it were a folder.
		{"file in place of the folder", func(t *testing.T, settings string) {
			t.Helper()
			must(t, os.MkdirAll(filepath.Dir(filepath.Dir(settings)), 0o700))
			must(t, os.WriteFile(filepath.Dir(settings), []byte("no folder"), 0o600))
		}, "poolscope: ", ""},
	}
}

func TestAWindowWhoseSettingsAreSpoiltHasItsDefaultsAndSaysSo(t *testing.T) {
	for name, bin := range programs(t) {
		for _, c := range spoiltSettings() {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				clean := open(t, bin)
				clean.painted(t)
				form := formOf(t, clean)
				clean.closes(t)

				d := startDesktop(t)
				s := &session{Desktop: d, mark: home(d)}
				c.spoil(t, s.settings())
				file := filepath.Join(t.TempDir(), "test.pool.toml")
				must(t, os.WriteFile(file, []byte(longPlan), 0o600))
				s = openOn(t, d, bin, file)
				s.said = []string{c.said}
				s.painted(t)
				must(t, desktop.Until(within(t, 10*time.Second), "a line above the form says so", func() (bool, error) {
					return lowered(form, s.whole(t)), nil
				}))
				s.save(t, "said")
				s.press(t, "ctrl+r")
				s.stops(t, s.workers(t, planWorkers))
				s.closes(t)
				if said := s.program.Said(); !strings.HasPrefix(said, c.said) {
					t.Errorf("the program wrote %q, want what begins with %q", said, c.said)
				}
				if c.kept != "" {
					if text, err := os.ReadFile(s.settings() + c.kept); err != nil || !strings.Contains(string(text), "garbage") {
						t.Errorf("%s = %q, %v, want what was in the settings", c.kept, text, err)
					}
					remembered(t, s.settings())
				}
			})
		}
	}
}

// formPlace is the upper part of the form on the screen, without what the toolbar needs.
func formPlace() image.Rectangle { return image.Rect(6, 110, 330, 320) }

// formOf returns the form as it is where no line stands above it.
func formOf(t *testing.T, s *session) *image.RGBA {
	t.Helper()
	var form *image.RGBA
	must(t, desktop.Until(within(t, 10*time.Second), "the form stands still", func() (bool, error) {
		last := form
		form = s.part(t, formPlace())
		return last != nil && desktop.Changed(last, form) == 0, nil
	}))
	return form
}

// lowered tells whether the screen has the form lower than it was, by the height of a line.
func lowered(form, screen *image.RGBA) bool {
	for by := 20; by <= 60; by++ {
		same := 0
		for y := range form.Rect.Dy() {
			for x := range form.Rect.Dx() {
				if form.RGBAAt(x, y) == screen.RGBAAt(formPlace().Min.X+x, formPlace().Min.Y+by+y) {
					same++
				}
			}
		}
		if float64(same) > 0.99*float64(form.Rect.Dx()*form.Rect.Dy()) {
			return true
		}
	}
	return false
}
