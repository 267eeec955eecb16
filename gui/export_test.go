package gui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/record"
	"github.com/poolscope/poolscope/internal/run"
)

// export takes the sheet that is open to a file, and waits for the export's end.
func (s *stage) export(x *exportSheet, dir, name string) {
	s.t.Helper()
	test.Tap(&x.choose.Button)
	folder, file := s.sheetEntries()
	folder.SetText(dir)
	folder.OnSubmitted(dir)
	file.SetText(name)
	s.press("Export")
	s.play()
}

func TestExportWritesWhatTheTableShows(t *testing.T) {
	s := newStage(t, small())
	dir := t.TempDir()
	over := snapshot(4)
	over.Phase = run.Ended
	s.w.newest, s.w.drawn = over, over
	for _, c := range []struct {
		what   record.Table
		as     record.Format
		name   string
		first  string
		events int
	}{
		{record.Workers, record.CSV, "w.csv", "worker,slot,pid,", len(over.Rows) + 1},
		{record.Workers, record.JSON, "w.jsonl", `{"worker":"Process-1","slot":1,"pid":`, len(over.Rows)},
		{record.Tasks, record.CSV, "t.csv", "index,input,state,", over.Tasks.Len() + 1},
	} {
		x := newExportSheet(s.w, over, c.what)
		x.show()
		x.format.SetSelected(string(c.as))
		s.export(x, dir, strings.TrimSuffix(c.name, c.as.Suffix())) // it gets its ending
		got := content(t, filepath.Join(dir, c.name))
		if !strings.HasPrefix(got, c.first) || strings.Count(got, "\n") != c.events {
			t.Errorf("%s as %s = %d lines, %.80q; want %d and %q first", c.what, c.as, strings.Count(got, "\n"), got, c.events, c.first)
		}
		info, err := os.Stat(filepath.Join(dir, c.name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode of %s = %v, %v, want that nobody else may read it", c.name, info.Mode(), err)
		}
		if got := s.w.notice.label.Text; !s.w.notice.content.Visible() || !strings.Contains(got, c.name) || !strings.HasPrefix(got, "Exported ") {
			t.Errorf("notice = %q, want that %s was exported", got, c.name)
		}
	}
}

func TestExportWhilePausedIsOfWhatIsShown(t *testing.T) {
	s := running(t)
	shown := s.w.drawn.Rows[0].PID
	s.w.pauseTapped()
	later := snapshot(9)
	later.Rows[0].PID = shown + 1
	s.send(later)
	x := newExportSheet(s.w, s.w.drawn, record.Workers)
	path := filepath.Join(t.TempDir(), "w.jsonl")
	s.w.export(path, x.snapshot, record.Workers, record.JSON)
	s.play()
	line, _, _ := strings.Cut(content(t, path), "\n")
	var got struct{ PID int }
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.PID != shown {
		t.Errorf("PID = %d, %v, want %d, which the table shows", got.PID, err, shown)
	}
	s.end()
}

func TestExportOfAnObservedTreeHasNoTasks(t *testing.T) {
	o := newObserving(t, small())
	o.watch(4711)
	o.w.exportTapped()
	top := o.w.win.Canvas().Overlays().Top()
	if got := shownText(top); !strings.Contains(got, "Processes") || strings.Contains(got, "Tasks") {
		t.Errorf("sheet = %q, want processes and no tasks", got)
	}
	x := newExportSheet(o.w, o.w.drawn, record.Workers)
	if want := []string{"Processes", "Samples"}; strings.Join(x.what.Options, " ") != strings.Join(want, " ") {
		t.Errorf("tables = %q, want %q", x.what.Options, want)
	}
	o.w.win.Canvas().Overlays().Remove(top)
	o.end()
}

func TestExportBeginsWithTheTableThatIsShown(t *testing.T) {
	s := running(t)
	for tab, want := range map[int]string{liveTab: "Workers", tasksTab: "Tasks"} {
		s.w.tabs.SelectIndex(tab)
		s.w.exportTapped()
		top := s.w.win.Canvas().Overlays().Top()
		if got := shownText(top); !strings.Contains(got, want) {
			t.Errorf("sheet over view %d = %q, want %s", tab, got, want)
		}
		s.w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if covered(s.w.win) {
			t.Error("Escape leaves the sheet open")
		}
	}
	s.end()
}

func TestExportBeforeAnyRunSaysWhatItNeeds(t *testing.T) {
	s := newStage(t, small())
	s.w.exportTapped()
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "There is nothing to export yet") {
		t.Errorf("sheet = %q, want that there is nothing yet", got)
	}
}

func TestExportThatFailsIsSaid(t *testing.T) {
	s := running(t)
	s.w.exported("x", "Exported", os.ErrPermission)
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(got, "could not be written") || s.w.notice.content.Visible() {
		t.Errorf("sheet = %q, want that the file could not be written", got)
	}
	s.w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.end()
}

// POOLSCOPE_CAPTURES=folder keeps the pictures.
func TestTheExportSheetFitsASmallScreen(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		s := running(t)
		s.w.lookChosen(look)
		x := newExportSheet(s.w, s.w.drawn, record.Workers)
		for _, table := range x.what.Options {
			x.show()
			x.what.SetSelected(table)
			s.resize(small())
			if got := x.sheet.dialog.MinSize(); got.Width > 1024 || got.Height > 700 {
				t.Errorf("smallest size with %s = %v, want within 1024x700", table, got)
			}
			s.capture(string(look) + "-export-" + table)
		}
		x.sheet.dialog.Hide()
		s.w.exported("/tmp/a.csv", exportedText(8, "/home/somebody/plans/uneven-tasks-workers.csv"), nil)
		s.resize(small())
		s.capture(string(look) + "-export-notice")
		s.end()
	}
}

func TestExportNames(t *testing.T) {
	for _, c := range []struct {
		plan, want string
		as         record.Format
	}{
		{"", "tasks.csv", record.CSV},
		{"/a/primes.pool.toml", "primes-tasks.jsonl", record.JSON},
	} {
		if got := exportName(c.plan, "tasks", c.as); got != c.want {
			t.Errorf("name for plan %q = %q, want %q", c.plan, got, c.want)
		}
	}
}
