package gui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

func TestAClickOnATitleSorts(t *testing.T) {
	s := running(t)
	s.resize(small())
	table := s.w.live.table
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(table).AddXY(0, cellHeight/2)
	for _, c := range table.columns {
		if c.key == "cpu" {
			at.X += c.width / 2
			break
		}
		at.X += c.width + theme.Padding()
	}
	test.TapCanvas(s.w.win.Canvas(), at)
	if table.list.by != "cpu" {
		t.Errorf("sorted by %q, want cpu", table.list.by)
	}
	if got, want := numbers(table), []int{2, 1, 4, 3}; !slices.Equal(got, want) {
		t.Errorf("rows = %v, want %v", got, want)
	}
	s.end()
}

func TestATitleSortsTheOtherWayRoundAndNotAtAll(t *testing.T) {
	s := running(t)
	table := s.w.live.table
	for _, want := range []struct {
		order []int
		sign  string
	}{{[]int{2, 1, 4, 3}, "▼"}, {[]int{1, 2, 4, 3}, "▲"}, {[]int{1, 2, 4, 3}, ""}} {
		test.Tap(head(t, table, "CPU"))
		if got := numbers(table); !slices.Equal(got, want.order) {
			t.Errorf("with %q: rows = %v, want %v, what is not known last", want.sign, got, want.order)
		}
		if got := head(t, table, "CPU").sign.Text; got != want.sign {
			t.Errorf("sign = %q, want %q", got, want.sign)
		}
	}
	test.Tap(head(t, table, "Worker"))
	test.Tap(head(t, table, "Worker"))
	if got, want := numbers(table), []int{4, 3, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("by name, the largest first = %v, want %v", got, want)
	}
	s.end()
}

func TestEveryColumnSortsEveryRow(t *testing.T) {
	s := running(t)
	s.w.show(frame{snapshot: many(20, 10), texts: true})
	table := s.w.live.table
	for _, c := range rowColumns() {
		if c.title == "" {
			continue
		}
		for _, way := range []direction{smallestFirst, largestFirst} {
			list := &rowList{way: way}
			list.set(s.w.drawn, ofOneCore, &c)
			got := []int{}
			missing := false
			for _, r := range list.rows {
				got = append(got, r.Number)
				if key := c.sortKey(r); missing && !key.missing {
					t.Errorf("%s: a row that has a value is below one that has none", c.title)
				} else {
					missing = key.missing
				}
			}
			slices.Sort(got)
			if len(slices.Compact(got)) != 30 {
				t.Errorf("%s: %d rows, want 30", c.title, len(got))
			}
		}
	}
	table.list.by = "none such"
	if table.sorting() != nil {
		t.Error("sorted by a column that there is not")
	}
	s.end()
}

func TestTheSortingOfRowsIsRemembered(t *testing.T) {
	s := running(t)
	test.Tap(head(t, s.w.live.table, "Memory"))
	s.w.remember()
	if last := s.w.prefs.ending(); last.WorkerSort != "rss" || !last.WorkerDown {
		t.Errorf("remembered %q, largest first %v, want rss, true", last.WorkerSort, last.WorkerDown)
	}
	s.end()
}
