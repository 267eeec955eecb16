package gui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

// recentNames lists what the menu of recent plans has.
func (s *stage) recentNames() []string {
	var names []string
	for _, item := range s.item("File", "Open recent").ChildMenu.Items {
		if !item.IsSeparator {
			names = append(names, item.Label)
		}
	}
	return names
}

func TestRecentPlansAreListedNewestFirst(t *testing.T) {
	s := newStage(t, small())
	if !s.item("File", "Open recent").Disabled {
		t.Error("there is a list before a plan was opened")
	}
	dir := t.TempDir()
	for n := range 12 {
		s.w.open(write(t, filepath.Join(dir, fmt.Sprintf("plan%d.toml", n)), content(t, ownPlan(t, dir))))
	}
	s.w.open(filepath.Join(dir, "plan5.toml"))
	names := s.recentNames()
	if len(names) != mostRecent+1 || !strings.HasPrefix(names[0], "plan5.toml  in  ") || !strings.HasPrefix(names[1], "plan11.toml") {
		t.Errorf("list = %q, want plan5 first, then plan11, ten in all and how to clear them", names)
	}
	s.item("File", "Open recent").ChildMenu.Items[2].Action()
	if got := filepath.Base(s.w.path); got != "plan10.toml" {
		t.Errorf("opened %q, want the third, plan10.toml", got)
	}
	items := s.item("File", "Open recent").ChildMenu.Items
	items[len(items)-1].Action()
	if names := s.recentNames(); len(names) != 0 || !s.item("File", "Open recent").Disabled {
		t.Errorf("list = %q after it was cleared, want none", names)
	}
}

func TestARecentPlanThatIsAwayIsSaidAndLeavesTheList(t *testing.T) {
	s := newStage(t, small())
	path := ownPlan(t, t.TempDir())
	s.w.open(path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s.item("File", "Open recent").ChildMenu.Items[0].Action()
	if said := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(said, "not there any more") || !strings.Contains(said, filepath.Base(path)) {
		t.Errorf("dialog = %q, want it said which plan is away", said)
	}
	if names := s.recentNames(); len(names) != 0 {
		t.Errorf("list = %q, want the plan out of it", names)
	}
}

func TestAPlanIsNamedByItsFileAndFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for path, want := range map[string]string{
		filepath.Join(home, "work", "a.toml"): "a.toml  in  ~" + string(filepath.Separator) + "work",
		filepath.Join(home, "a.toml"):         "a.toml  in  ~",
		home + "ly/a.toml":                    "a.toml  in  " + cutFolder(home+"ly"),
	} {
		if got := recentName(path); got != want {
			t.Errorf("name of %q = %q, want %q", path, got, want)
		}
	}
	long := recentName("/" + strings.Repeat("deep/", 30) + "a.toml")
	if n := len([]rune(long)); n > mostFolder+20 || !strings.HasSuffix(long, "deep/deep") {
		t.Errorf("name = %q, want the end of the folder alone", long)
	}
}

func cutFolder(dir string) string {
	if runes := []rune(dir); len(runes) > mostFolder {
		return "…" + string(runes[len(runes)-mostFolder:])
	}
	return dir
}

func TestTwoWindowsKeepEachOthersRecentPlans(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	first, second := preferences{opened(t, file)}, preferences{opened(t, file)}
	for _, open := range []struct {
		p    preferences
		path string
	}{{first, "a"}, {second, "b"}, {first, "c"}} {
		open.p.setRecent(append([]string{open.path}, open.p.recent()...))
	}
	if got, want := second.recent(), []string{"c", "b", "a"}; !slices.Equal(got, want) {
		t.Errorf("recent = %q, want %q", got, want)
	}
	second.setRecent(nil)
	if got := first.recent(); len(got) != 0 {
		t.Errorf("recent = %q after the other window cleared it, want none", got)
	}
	first.setRecent([]string{"c", "b", "a"}) // as it last set it itself
	if got := second.recent(); len(got) != 3 {
		t.Errorf("recent = %q, want what the first window set", got)
	}
}

func opened(t *testing.T, file string) *FileMemory {
	t.Helper()
	m, err := OpenMemory(file)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRecentPlansOfReadOnlySettingsAreForTheWindow(t *testing.T) {
	file := write(t, filepath.Join(t.TempDir(), "settings.json"), "{}")
	if err := os.Chmod(file, 0o400); err != nil {
		t.Fatal(err)
	}
	p := preferences{opened(t, file)}
	p.setRecent([]string{"a"})
	if got := p.recent(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("recent = %q, want a", got)
	}
}

func TestAWindowListsWhatAnotherHasOpenedOnceItHasTheFocus(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	s := newStageWith(t, small(), func(o *Options) { o.Memory = opened(t, file) })
	preferences{opened(t, file)}.setRecent([]string{"/there/other.pool.toml"})
	s.look(false)
	s.look(true)
	if got := s.recentNames(); len(got) != 2 || !strings.HasPrefix(got[0], "other.pool.toml") || s.item("File", "Open recent").Disabled {
		t.Errorf("list = %q, want the plan that another window has opened", got)
	}
}

// drop drops files on the window.
func (s *stage) drop(paths ...string) {
	var files []fyne.URI
	for _, path := range paths {
		files = append(files, storage.NewFileURI(path))
	}
	s.w.dropped(fyne.Position{}, files)
}

func TestAPlanThatIsDroppedIsOpened(t *testing.T) {
	s := newStage(t, small())
	path := ownPlan(t, t.TempDir())
	s.drop(path)
	if p, _ := s.w.form.plan(); p.Title != "Own" || s.w.path != path {
		t.Errorf("plan = %q of %q, want Own of %q", p.Title, s.w.path, path)
	}
	s.drop(path, path)
	if !covered(s.w.win) {
		t.Error("it is not said that one plan is opened at a time")
	}
}

func TestOtherFilesThatAreDroppedAreInputs(t *testing.T) {
	s := newStage(t, small())
	var taken [][]string
	s.w.takeInputs = func(paths []string) string {
		taken = append(taken, paths)
		return "2 files are the inputs now."
	}
	s.w.planTextTapped()
	s.drop("/tmp/a.png", "/tmp/b.toml")
	if len(taken) != 1 || !slices.Equal(taken[0], []string{"/tmp/a.png", "/tmp/b.toml"}) {
		t.Errorf("inputs = %q, want both files at once", taken)
	}
	if s.w.form.asText.shown || s.w.notice.label.Text != "2 files are the inputs now." || s.w.notice.action.Visible() {
		t.Errorf("text shown %v, said %q, want the fields, and what was done", s.w.form.asText.shown, s.w.notice.label.Text)
	}
}

func TestNothingIsDroppedBehindASheetOrOnBrokenText(t *testing.T) {
	s := newStage(t, small())
	path := ownPlan(t, t.TempDir())
	s.w.takeInputs = func([]string) string {
		t.Error("inputs were taken")
		return ""
	}
	s.w.aboutTapped()
	s.drop(path)
	s.drop("/tmp/a.png")
	if s.w.path != "" {
		t.Errorf("opened %q behind a sheet", s.w.path)
	}
	s.press("Close")
	s.w.planTextTapped()
	s.script("title = \"half\n")
	s.drop("/tmp/a.png")
	if !s.w.form.head.said.Visible() {
		t.Error("it is not said why nothing was taken")
	}
}
