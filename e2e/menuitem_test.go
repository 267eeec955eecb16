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

// step is an item of the menus and what is expected of it.
type step struct {
	path   string
	effect effect
}

const (
	sheetShare = 0.05  // of the screen that a sheet changes at least
	viewShare  = 0.02  // that another view changes
	markShare  = 1e-5  // that a sign changes: about ten pixels
	themeShare = 0.3   // that another theme changes
	partShare  = 0.006 // that a part of a view changes
	lineShare  = 0.002 // that a line to type in changes
)

// idleSteps are for a window in which nothing has run.
func idleSteps() []step {
	return []step{
		{"File > Revert to saved", reverts},
		{"File > Open …", opens(sheetShare)},
		{"File > Save", saves},
		{recentPath, forgetsRecent},
		{"View > Plan as text", comesAndGoes},
		{"File > Save as …", opens(sheetShare)},
		{"File > Plan as Python …", opens(sheetShare)},
		{"File > Settings …", opens(sheetShare)},
		{"Run > Observe …", opens(sheetShare)},
		{"Help > Keys", opens(sheetShare)},
		{"Help > What the numbers mean", opens(sheetShare)},
		{"Help > Warnings …", opens(sheetShare)},
		{"Help > About Poolscope", opens(sheetShare)},
	}
}

// runningSteps begin a run and end it: while it goes on, only what stands still can be
// compared.
func runningSteps() []step {
	return []step{
		{"Run > Run", begins},
		{"Run > One slot more", leavesWorkers(5)},
		{"Run > One slot less", leavesWorkers(4)},
		{"Run > Undo", undoes},
		{"Run > Hold tasks", holds},
		{"Run > Pool size …", shadesForm},
		{"Run > Add inputs …", shadesForm},
		{"Run > Tasks that failed …", shadesForm},
		{"Worker > Nice …", onWorker(shadesForm)},
		{"Worker > Pin to cores …", onWorker(shadesForm)},
		{"Worker > Stop worker", onWorker(stopsOne)},
		{"Worker > Kill worker", replacesOne},
		{"Worker > Kill its task", replacesOne},
		{"Run > Pause picture", freezes},
		{"Worker > Show its output", onWorker(showsOutput)},
		{"Run > Close inputs", closesInputs},
		{"Run > Stop", stops},
	}
}

// endedSteps are for a window that shows a run that has ended.
func endedSteps() []step {
	steps := []step{
		{"View > Tasks", shows(viewShare, "View > Live")},
		{"View > Output", shows(viewShare, "View > Live")},
		{"View > Live", shows(viewShare, "View > Output")},
		{"View > Filter rows", opens(lineShare)},
		{"View > Copy table as TSV", copies},
		{"File > Export …", opens(sheetShare)},
		{"View > This machine …", opens(sheetShare)},
		{"View > Details", comesAndGoes},
		{"View > Dark theme", takesBack(themeShare, "View > Light theme")},
		{"View > Light theme", shows(themeShare)},
		{"View > High contrast theme", shows(markShare)},
		{"View > Theme of the desktop", writes()},
		{"View > CPU as % of the machine", shows(markShare)},
		{"View > CPU as % of one core", shows(markShare)},
		{"View > Tasks coloured by state", shows(markShare)},
		{"View > Tasks coloured by worker", shows(markShare)},
	}
	return slices.Concat(steps, axisSteps())
}

func axisSteps() []step {
	const axis = "View > Time axis > "
	return []step{
		{axis + "Show 5 min", shows(markShare)},
		{axis + "Show 1 min", shows(markShare)},
		{axis + "Show 30 s", shows(markShare)},
		{axis + "Show all of the run", shows(markShare)},
		{axis + "Zoom in", shows(markShare)},
		{axis + "Zoom out", shows(markShare, axis+"Zoom in")},
		{axis + "Back", shows(markShare, axis+"Zoom in")},
		{axis + "Forward", shows(markShare)},
		{axis + "To the beginning", shows(markShare)},
		{axis + "To now", shows(markShare)},
	}
}

// tableSteps sort by each column and choose each, as many as the menus have.
func tableSteps(m menus) []step {
	var steps []step
	for _, path := range m.paths {
		switch label := path[strings.LastIndex(path, below)+len(below):]; {
		case label == "Default columns":
			steps = append(steps, step{path, writes("View > Columns > PID")})
		case strings.HasPrefix(path, "View > Columns"):
			steps = append(steps, step{path, writes()})
		case strings.HasPrefix(path, "View > Sort "):
			steps = append(steps, step{path, shows(markShare)})
		}
	}
	return append(steps, step{"View > Clear ended", shows(markShare, "View > Live")})
}

func TestEveryMenuItemWorksByKeyboardAlone(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			window := openPlan(t, bin, folder, menuPlan())
			window.painted(t)
			_, err := window.Resize(within(t, 15*time.Second), window.window, 1280, 800)
			must(t, err)
			d := drive(t, window)
			d.folder = folder
			steps := slices.Concat(idleSteps(), runningSteps(), endedSteps(), tableSteps(d.menus))
			d.willChoose(t, steps)
			for _, s := range steps {
				s.effect(t, d, s.path)
			}
			delete(d.left, quitPath)
			d.typed(t, d.keys(quitPath)...)
			exit, err := d.program.Wait(within(t, 15*time.Second))
			must(t, err)
			if exit != 0 {
				t.Errorf("exit = %d, want 0", exit)
			}
			d.nothingLeft(t)
			if len(d.left) > 0 {
				t.Errorf("items that were not chosen = %v, want none", d.left)
			}
		})
	}
}

const quitPath = "File > Quit"

// willChoose notes all items as not chosen yet, each of which a step or the end chooses.
func (d *menuDriver) willChoose(t *testing.T, steps []step) {
	t.Helper()
	for _, path := range d.paths {
		d.left[path] = !slices.ContainsFunc(steps, func(s step) bool { return s.path == path }) && path != quitPath
		if d.left[path] {
			t.Errorf("nothing is expected of the item %q: say in menuitem_test.go what it does", path)
		}
	}
}

// saves expects the plan's file, which was taken away.
func saves(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	file := filepath.Join(d.folder, "test.pool.toml")
	must(t, os.Remove(file))
	d.choose(t, path)
	d.seen(t, path+" writes the plan's file", func() bool { return size(t, file) > 0 })
	d.rest(t, "the plan is saved", anything)
}

// begins expects the workers, and a picture of them: what the window has not heard of, its
// menus do not change.
func begins(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	before := d.chart(t)
	d.choose(t, path)
	d.workers(t, planWorkers)
	d.seen(t, "the chart shows the run", func() bool { return differs(before, sheetShare)(d.chart(t)) })
	last := d.bar(t)
	d.seen(t, "the window has heard of the run", func() bool { return differs(last, markShare)(d.bar(t)) })
	d.plain = d.form(t)
}

// reverts expects that an edit is taken back: the title of the window says that there is one.
func reverts(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	const mark = "(not saved)"
	edited := func(want bool) func() bool {
		return func() bool {
			title, err := d.Title(within(t, 5*time.Second), d.session.window)
			must(t, err)
			return strings.Contains(title, mark) == want
		}
	}
	d.seen(t, "a field takes what is typed", func() bool {
		d.press(t, "Tab", "7")
		d.rest(t, "it is typed", anything)
		return edited(true)()
	})
	d.choose(t, path)
	d.seen(t, path+" takes the edit back", edited(false))
}

const recentPath = "File > Open recent"

// forgetsRecent chooses the last item of the menu of recent plans, which has the one that is
// open and takes it from the list.
func forgetsRecent(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	file := d.settings()
	d.seen(t, "the plan is among the recent ones", func() bool { return strings.Contains(d.read(t, file), "test.pool.toml\\\"") })
	before := d.rested(t, file)
	keys := d.keys(path)
	delete(d.left, path)
	d.typed(t, append(keys[:len(keys)-1], "Right", "Down", "Return")...)
	d.seen(t, "the list is empty", func() bool { return d.read(t, file) != before })
	d.rest(t, "no menu is open", anything)
}

func leavesWorkers(n int) effect {
	return func(t *testing.T, d *menuDriver, path string) {
		t.Helper()
		d.choose(t, path)
		d.workers(t, n)
	}
}

// stops expects that no worker is left, and that another run is offered: then the picture
// is the last one.
func stops(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	leavesWorkers(0)(t, d, path)
	d.offered(t)
}

// undoes expects that a slot more is taken back.
func undoes(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	d.choose(t, "Run > One slot more")
	d.workers(t, planWorkers+1)
	d.choose(t, path)
	d.workers(t, planWorkers)
}

// onWorker has the first worker selected: the filter of the table gives the focus to the
// table, where those that live are above the others.
func onWorker(does effect) effect {
	return func(t *testing.T, d *menuDriver, path string) {
		t.Helper()
		d.selectFirst(t)
		does(t, d, path)
	}
}

func (d *menuDriver) selectFirst(t *testing.T) {
	t.Helper()
	d.press(t, "ctrl+f")
	d.press(t, "Return")
	d.press(t, "Home")
	d.press(t, "ctrl+f", "Escape")
}

// stopsOne expects that one worker is stopped, and that the same item lets it go on.
func stopsOne(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	stopped := func(want int) func() bool {
		return func() bool {
			all, err := desktop.Workers(d.program.PID)
			must(t, err)
			return len(slices.DeleteFunc(all, func(p desktop.Process) bool { return p.State != 'T' })) == want
		}
	}
	form := d.form(t)
	d.choose(t, path)
	d.seen(t, path+" stops a worker", stopped(1))
	d.seen(t, "the way back is offered", func() bool { return differs(form, 0.02)(d.form(t)) })
	d.choose(t, "Run > Undo")
	d.seen(t, "the worker goes on", stopped(0))
}

// replacesOne expects another worker in the place of one. It is chosen anew until then:
// the table may still begin with one that has just ended.
func replacesOne(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	before, chosen := d.workers(t, planWorkers), time.Time{}
	d.seen(t, path+" ends a worker", func() bool {
		if slices.ContainsFunc(before, func(p desktop.Process) bool { return !p.Alive() }) {
			return true
		}
		if time.Since(chosen) > 2*time.Second {
			d.selectFirst(t)
			d.choose(t, path)
			chosen = time.Now()
		}
		return false
	})
	d.workers(t, planWorkers)
}

// holds expects that nothing is handed out until the same item is chosen again, which it is
// once the toolbar stands still: until then the window may not have heard.
func holds(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	before := d.formInPlace(t)
	d.choose(t, path)
	d.seen(t, path+" is said above the form", func() bool { return differs(before, 0.02)(d.form(t)) })
	d.still(t, path+" has the tasks wait", 2*time.Second, d.bar)
	d.choose(t, path)
	d.seen(t, "the tasks go on", func() bool { return like(before)(d.form(t)) })
	last := d.bar(t)
	d.seen(t, "tasks end", func() bool { return differs(last, markShare)(d.bar(t)) })
}

// bar is where the toolbar says how far the run is.
func (d *menuDriver) bar(t *testing.T) *image.RGBA {
	t.Helper()
	return d.part(t, image.Rect(205, 30, 1230, 55).Add(d.window.Min))
}

// still waits until a part of the window has not changed for a time.
func (d *menuDriver) still(t *testing.T, what string, long time.Duration, part func(*testing.T) *image.RGBA) {
	t.Helper()
	last, since := part(t), time.Now()
	d.seen(t, what, func() bool {
		if now := part(t); desktop.Changed(last, now) > 0 {
			last, since = now, time.Now()
		}
		return time.Since(since) > long
	})
}

// chart is where the bands are drawn, above the table.
func (d *menuDriver) chart(t *testing.T) *image.RGBA {
	t.Helper()
	return d.part(t, image.Rect(360, 160, 1260, 480).Add(d.window.Min))
}

// freezes expects that the chart stands still, and leaves it so.
func freezes(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	last := d.chart(t)
	d.seen(t, "the chart goes on", func() bool { return differs(last, markShare)(d.chart(t)) })
	d.choose(t, path)
	d.still(t, path+" has the chart stand still", time.Second, d.chart)
}

// showsOutput expects another view: the picture stands still.
func showsOutput(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	before := d.chart(t)
	d.choose(t, path)
	d.seen(t, path+" shows another view", func() bool { return differs(before, viewShare)(d.chart(t)) })
	d.choose(t, "View > Live", "Run > Pause picture")
}

// closesInputs expects that the menu greys what would add inputs.
func closesInputs(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	before := d.runMenu(t)
	d.choose(t, path)
	d.seen(t, path+" greys two items", func() bool { return differs(before, markShare)(d.runMenu(t)) })
}

// runMenu opens the menu of the run, and returns what it shows after closing it.
func (d *menuDriver) runMenu(t *testing.T) *image.RGBA {
	t.Helper()
	d.typed(t, "Alt_L", "Right")
	d.seen(t, "the menu is open", func() bool { return !d.closed(d.whole(t)) })
	place := image.Rect(60, 40, 220, 400).Add(d.window.Min)
	menu := d.part(t, place)
	d.seen(t, "the menu is painted", func() bool {
		last := menu
		menu = d.part(t, place)
		return desktop.Changed(last, menu) == 0
	})
	d.press(t, "Escape")
	d.seen(t, "the menu is closed", func() bool { return d.closed(d.whole(t)) })
	return menu
}

// comesAndGoes expects that the same item takes back what it does.
func comesAndGoes(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	before := d.rest(t, "nothing changes before "+path, anything)
	d.choose(t, path)
	after := d.rest(t, path+" changes the picture", differs(before, partShare))
	d.choose(t, path)
	d.rest(t, path+" takes back what it did", func(now *image.RGBA) bool {
		return differs(after, partShare)(now) && !differs(before, partShare)(now) // the focus may be elsewhere
	})
}

// copies expects in the clipboard what a line to type in takes from it.
func copies(t *testing.T, d *menuDriver, path string) {
	t.Helper()
	without := d.rest(t, "nothing changes before "+path, anything)
	d.choose(t, path, "View > Filter rows")
	before := d.rest(t, "the filter is there", differs(without, lineShare))
	d.press(t, "ctrl+v")
	d.rest(t, "the filter has what "+path+" copied", differs(before, lineShare))
	d.press(t, "Escape")
	d.rest(t, "the filter is gone", differs(before, lineShare)) // the table may have scrolled
}
