package gui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

func TestColumnsAreChosenAndRemembered(t *testing.T) {
	s := running(t)
	table := s.w.live.table
	s.columnItem("Nice").Action()
	s.columnItem("Core").Action()
	if got := titles(table); !slices.Contains(got, "Nice") || slices.Contains(got, "Core") {
		t.Errorf("columns = %q, want Nice among them and not Core", got)
	}
	if !s.columnItem("Nice").Checked || s.columnItem("Core").Checked {
		t.Error("the ticks are not those of the columns")
	}
	again := newColumnChoice()
	s.w.prefs.columns(again)
	if got, want := again.text(ofWorkers), table.choice.text(ofWorkers); got != want || got == "" {
		t.Errorf("remembered = %q, want %q", got, want)
	}
	s.columnItem("Default columns").Action()
	if got := titles(table); slices.Contains(got, "Nice") || !slices.Contains(got, "Core") {
		t.Errorf("columns = %q, want the usual ones", got)
	}
	s.end()
}

// columnItem finds an item of the menu in which columns are chosen.
func (s *stage) columnItem(label string) *fyne.MenuItem {
	s.t.Helper()
	for _, item := range s.w.rows.columns.ChildMenu.Items {
		if item.Label == label {
			return item
		}
		if item.ChildMenu == nil {
			continue
		}
		for _, inner := range item.ChildMenu.Items {
			if inner.Label == label {
				return inner
			}
		}
	}
	s.t.Fatalf("no item %q", label)
	return nil
}

func titles(table *workerTable) []string {
	var out []string
	for _, c := range table.columns {
		out = append(out, c.title)
	}
	return out
}

func TestAChoiceOfColumnsOutlivesAnotherVersion(t *testing.T) {
	for text, want := range map[string]string{
		"":                "",
		"-":               "-",
		"nice,pid":        "pid,nice",
		"pid,none such":   "pid",
		"none,such":       "",
		"tasks,nice,slot": "tasks,nice,slot",
	} {
		c := newColumnChoice()
		c.restore(ofWorkers, text)
		if got := c.text(ofWorkers); got != want {
			t.Errorf("restored %q = %q, want %q", text, got, want)
		}
	}
}
