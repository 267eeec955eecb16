package gui

import (
	"path/filepath"
	"strings"
	"testing"
)

// keys types a text into what has the focus, if anything has.
func (s *stage) keys(text string) {
	focused := s.w.win.Canvas().Focused()
	if focused == nil {
		return
	}
	for _, r := range text {
		focused.TypedRune(r)
	}
}

// longPlan writes a plan that is too large to be edited as text.
func longPlan(t *testing.T) string {
	t.Helper()
	return write(t, filepath.Join(t.TempDir(), "many.pool.toml"),
		"[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nvalues = ["+strings.Repeat("1,\n", mostScriptLines)+"]\n")
}

func TestKeysChangeNothingThatIsHidden(t *testing.T) {
	for name, swap := range map[string]func(s *stage){
		"a plan after text that is none": func(s *stage) {
			s.w.open(write(t, filepath.Join(t.TempDir(), "bad.pool.toml"), "[pool]\nworkers = 0\n"))
			s.w.wrongTapped()
			s.w.open(ownPlan(t, t.TempDir()))
		},
		"a large plan after text": func(s *stage) {
			s.w.open(ownPlan(t, t.TempDir()))
			s.w.planTextTapped()
			s.w.open(longPlan(t))
		},
		"a large plan as text": func(s *stage) {
			s.w.open(longPlan(t))
			s.w.win.Canvas().Focus(s.w.form.workers.entry)
			s.w.planTextTapped()
		},
		"text that is no plan after fields": func(s *stage) {
			s.w.win.Canvas().Focus(s.w.form.workers.entry)
			s.w.open(write(t, filepath.Join(t.TempDir(), "bad.pool.toml"), "[pool]\nworkers = 0\n"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, small())
			swap(s)
			before, problems, fields := s.w.form.source(), len(s.w.form.problems), s.w.form.workers.text()
			s.keys("7")
			if got := s.w.form.source(); got != before || len(s.w.form.problems) != problems || s.w.form.workers.text() != fields || s.w.changed() {
				t.Errorf("plan = %q, %v, workers %q, edited %v, want nothing changed by a key", clipped(got, 80), s.w.form.problems, s.w.form.workers.text(), s.w.changed())
			}
		})
	}
}
