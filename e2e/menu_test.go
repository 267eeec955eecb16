//go:build e2e && linux

package e2e

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// menuPlan has its tasks end soon and its inputs last: a slot that is taken away
// keeps its worker only until the task ends.
func menuPlan() string {
	return `title = "Short sleeps"
[pool]
workers = 4
method = "imap_unordered"
[task]
kind = "builtin"
name = "sleep"
[inputs]
values = [` + strings.Repeat("0.9, ", 600) + `0.9]
`
}

// menus is the main menu as testdata/menus.txt has it, which a test of package gui
// compares with the program's.
type menus struct{ paths []string }

func readMenus(t *testing.T) menus {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "menus.txt"))
	must(t, err)
	return menus{strings.Split(strings.TrimSpace(string(text)), "\n")}
}

const below = " > " // between a menu and an item of it

// among returns the place of an item among those of its menu, and how many there are.
// above is the path of the menu, "" for the bar.
func (m menus) among(above, label string) (place, all int) {
	var labels []string
	for _, path := range m.paths {
		if rest, ok := strings.CutPrefix(path, above); ok {
			first, _, _ := strings.Cut(rest, below)
			if !slices.Contains(labels, first) {
				labels = append(labels, first)
			}
		}
	}
	return slices.Index(labels, label), len(labels)
}

// keys returns the keys that lead from anywhere to an item, and choose it: Alt opens the
// first menu, arrows go on from there, by the shorter way.
func (m menus) keys(path string) []string {
	labels := strings.Split(path, below)
	at, _ := m.among("", labels[0])
	keys := append([]string{"Alt_L"}, slices.Repeat([]string{"Right"}, at)...)
	above := labels[0] + below
	for i, label := range labels[1:] {
		place, all := m.among(above, label)
		down, up := place+1, all-place
		if i > 0 {
			keys = append(keys, "Right") // opens the menu within, with its first item chosen
			down, up = place, all
		}
		if down <= up {
			keys = append(keys, slices.Repeat([]string{"Down"}, down)...)
		} else {
			keys = append(keys, slices.Repeat([]string{"Up"}, up)...)
		}
		above += label + below
	}
	return append(keys, "Return")
}

// menuDriver chooses items of the menus by keyboard alone.
type menuDriver struct {
	*session
	menus
	folder string
	client *desktop.Client
	window image.Rectangle
	left   map[string]bool // the items that were not chosen yet
	plain  *image.RGBA     // the form of a run that goes on, with no line above it
}

// drive returns a driver of a window that is where it stays, in the size that it keeps.
func drive(t *testing.T, s *session) *menuDriver {
	t.Helper()
	place, err := s.Place(within(t, 5*time.Second), s.window)
	must(t, err)
	client, err := s.Dial()
	must(t, err)
	t.Cleanup(client.Close)
	return &menuDriver{session: s, menus: readMenus(t), client: client, window: place, left: map[string]bool{}}
}

// keyTime is how long each of many keys is pressed.
const keyTime = 2 * time.Millisecond

// patience is how long a window may take that has little of a busy machine.
const patience = 20 * time.Second

// choose chooses items, and returns once the window has seen to it. Where a menu is still
// open then, it is closed and the item is chosen again. An item that is grey closes its menu
// and does nothing: what makes it black has to be seen before.
func (d *menuDriver) choose(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if !slices.Contains(d.paths, path) {
			t.Fatalf("there is no item %q in the menus", path)
		}
		delete(d.left, path)
		d.seen(t, path+" can be chosen", func() bool {
			d.typed(t, d.keys(path)...)
			d.answers(t)
			if d.closed(d.whole(t)) {
				return true
			}
			d.press(t, "Escape")
			return false
		})
	}
}

// typed presses keys faster than a person does.
func (d *menuDriver) typed(t *testing.T, keys ...string) {
	t.Helper()
	must(t, d.Type(within(t, 5*time.Second), keyTime, keys...))
}

// press presses keys, and returns once the window has seen to them.
func (d *menuDriver) press(t *testing.T, keys ...string) {
	t.Helper()
	d.session.press(t, keys...)
	d.answers(t)
}

// answers waits until the window has seen to what was pressed, and has drawn it.
func (d *menuDriver) answers(t *testing.T) {
	t.Helper()
	must(t, d.client.Answers(within(t, patience), d.session.window))
}

// closed tells whether no menu is open: the bar has a single colour then, but for its texts.
func (d *menuDriver) closed(picture *image.RGBA) bool {
	at := d.window.Min
	for x := range 400 {
		if picture.RGBAAt(at.X+x, at.Y+3) != picture.RGBAAt(at.X, at.Y+3) {
			return false
		}
	}
	return true
}

// restTime is how long a picture has to stay the same to be taken for finished.
const restTime = 120 * time.Millisecond

// rest returns the picture once it has stayed the same for a while, with no menu open, and
// is as it should be.
func (d *menuDriver) rest(t *testing.T, what string, so func(*image.RGBA) bool) *image.RGBA {
	t.Helper()
	d.answers(t)
	last, err := d.Picture()
	must(t, err)
	since := time.Now()
	err = desktop.Until(within(t, patience), what, func() (bool, error) {
		d.answers(t)
		now, err := d.Picture()
		if err != nil {
			return false, err
		}
		if desktop.Changed(last, now) > 0 {
			last, since = now, time.Now()
		}
		return time.Since(since) >= restTime && d.closed(now) && so(now), nil
	})
	if err != nil {
		d.save(t, "menu")
		t.Fatal(err)
	}
	return last
}

func anything(*image.RGBA) bool { return true }

// differs tells whether at least a share of a picture is not as before.
func differs(before *image.RGBA, share float64) func(*image.RGBA) bool {
	return func(now *image.RGBA) bool { return desktop.Changed(before, now) >= share }
}

// like tells whether a picture is as before: a cursor may blink.
func like(before *image.RGBA) func(*image.RGBA) bool {
	const cursor = 0.0005
	return func(now *image.RGBA) bool { return desktop.Changed(before, now) < cursor }
}

// effect chooses an item and sees what it does.
type effect func(t *testing.T, d *menuDriver, path string)

// shows expects a lasting change of the picture, after other items were chosen, in a
// window where nothing changes by itself.
func shows(share float64, first ...string) effect {
	return func(t *testing.T, d *menuDriver, path string) {
		t.Helper()
		before := d.rest(t, "nothing changes before "+path, anything)
		for _, item := range first {
			d.choose(t, item)
			before = d.rest(t, item+" is done before "+path, anything)
		}
		d.choose(t, path)
		d.rest(t, path+" changes the picture", differs(before, share))
	}
}

// takesBack expects a lasting change of the picture by another item, and then by this one.
func takesBack(share float64, other string) effect {
	return func(t *testing.T, d *menuDriver, path string) {
		t.Helper()
		shows(share)(t, d, other)
		shows(share)(t, d, path)
	}
}

// opens expects something that covers a part of the window until Escape.
func opens(share float64) effect {
	return func(t *testing.T, d *menuDriver, path string) {
		t.Helper()
		before := d.rest(t, "nothing changes before "+path, anything)
		d.choose(t, path)
		d.seen(t, path+" opens a sheet", func() bool { return differs(before, share)(d.unfolded(t)) })
		d.press(t, "Escape")
		d.rest(t, "Escape takes away what "+path+" opened", func(now *image.RGBA) bool {
			return !differs(before, share/2)(now) // a table behind it may have got its scroll bar
		})
	}
}

// unfolded returns the screen once no menu is open: one that still is would be taken for
// what its item does.
func (d *menuDriver) unfolded(t *testing.T) *image.RGBA {
	t.Helper()
	var picture *image.RGBA
	d.seen(t, "no menu is open", func() bool {
		picture = d.whole(t)
		return d.closed(picture)
	})
	return picture
}

// form is where the form stands, which does not change while a run goes on.
func (d *menuDriver) form(t *testing.T) *image.RGBA {
	t.Helper()
	return cut(d.unfolded(t), image.Rect(8, 150, 320, 700).Add(d.window.Min))
}

// formInPlace returns the form once no line stands above it any more.
func (d *menuDriver) formInPlace(t *testing.T) *image.RGBA {
	t.Helper()
	d.seen(t, "no line stands above the form", func() bool { return like(d.plain)(d.form(t)) })
	return d.plain
}

// seen waits until something is so.
func (d *menuDriver) seen(t *testing.T, what string, so func() bool) {
	t.Helper()
	err := desktop.Until(within(t, patience), what, func() (bool, error) { return so(), nil })
	if err != nil {
		d.save(t, "menu")
		t.Fatal(err)
	}
}

// shadesForm expects that a sheet shades the form, until Escape.
func shadesForm(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	before := d.formInPlace(t)
	d.choose(t, path)
	d.seen(t, path+" shades the form", func() bool { return differs(before, 0.02)(d.form(t)) })
	d.press(t, "Escape")
	d.seen(t, "Escape has the form as before "+path, func() bool { return like(before)(d.form(t)) })
}

// writes expects that the settings change, in which the item is remembered.
func writes(first ...string) effect {
	return func(t *testing.T, d *menuDriver, path string) {
		t.Helper()
		d.choose(t, first...)
		file := d.settings()
		before := d.rested(t, file)
		d.choose(t, path)
		d.seen(t, path+" is remembered", func() bool { return d.read(t, file) != before })
	}
}

// settings is the file of what the window remembers.
func (s *session) settings() string {
	return filepath.Join(strings.TrimPrefix(s.mark, "HOME="), ".config", "poolscope", "settings.json")
}

func (d *menuDriver) read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return ""
	}
	must(t, err)
	return string(text)
}

// rested returns a file once the window has done what it was asked for.
func (d *menuDriver) rested(t *testing.T, file string) string {
	t.Helper()
	d.rest(t, "nothing changes", anything)
	return d.read(t, file)
}
