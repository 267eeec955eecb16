package gui

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/metrics"
)

func TestAProcessIsFoundByWhatIsTypedAndObservedWithEnter(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	if got := o.w.win.Canvas().Focused(); got != s.filter {
		t.Fatalf("the focus is on %T, want the filter", got)
	}
	test.Type(s.filter, "SQUARES 4712")
	if got := len(s.list.shown); got != 1 {
		t.Fatalf("processes shown = %d, want the one of both words", got)
	}
	if s.watch.Text != "Observe PID 4712" || s.watch.Disabled() {
		t.Errorf("the button says %q, disabled: %v, want Observe PID 4712", s.watch.Text, s.watch.Disabled())
	}
	s.filter.OnSubmitted(s.filter.Text)
	if len(o.asked) != 1 || !slices.Equal(o.asked[0].PIDs, []int{4712}) {
		t.Fatalf("asked to observe %+v, want PID 4712", o.asked)
	}
	if covered(o.w.win) {
		t.Error("the sheet is still there")
	}
	o.end()
}

func TestSeveralProcessesAreChosenWithTheKeys(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	s.filter.TypedKey(key(fyne.KeyDown))
	if got := o.w.win.Canvas().Focused(); got != s.list {
		t.Fatalf("the focus is on %T, want the list", got)
	}
	for _, name := range []fyne.KeyName{fyne.KeySpace, fyne.KeyDown, fyne.KeySpace} {
		s.list.TypedKey(key(name))
	}
	if s.watch.Text != "Observe 2 processes" {
		t.Errorf("the button says %q, want Observe 2 processes", s.watch.Text)
	}
	s.list.TypedKey(key(fyne.KeyReturn))
	if want := []int{4711, 4712}; len(o.asked) != 1 || !slices.Equal(o.asked[0].PIDs, want) {
		t.Errorf("asked to observe %+v, want %v", o.asked, want)
	}
	o.end()
}

func TestADoubleClickObservesAndOneClickChooses(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	s.list.rowTapped(0)
	if len(o.asked) != 0 || s.watch.Text != "Observe PID "+strconv.Itoa(s.list.shown[0].PID) {
		t.Fatalf("after a click asked %d times, the button says %q", len(o.asked), s.watch.Text)
	}
	s.list.rowTapped(1)
	s.list.rowTapped(0)
	if s.watch.Text != "Observe PID "+strconv.Itoa(s.list.shown[1].PID) {
		t.Errorf("after the first was taken back the button says %q", s.watch.Text)
	}
	s.list.rowTapped(0)
	if len(o.asked) != 1 || len(o.asked[0].PIDs) != 2 {
		t.Errorf("asked to observe %+v, want both", o.asked)
	}
	o.end()
}

func TestTheListIsReadAgainWithoutLosingWhatWasChosen(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	s.list.FocusGained()
	s.list.TypedKey(key(fyne.KeyDown))
	chosen := s.list.shown[1]
	s.list.TypedKey(key(fyne.KeySpace))
	fresh := metrics.Candidate{PID: 5000, User: ownName(), Name: "new", Command: "new\x00", Started: time.Now()}
	again := chosen
	again.Started = again.Started.Add(3 * time.Millisecond) // as it is counted back from another now
	all := append(slices.DeleteFunc(slices.Clone(o.all), func(c metrics.Candidate) bool { return c.PID == chosen.PID }), again, fresh)
	s.take(all, nil)
	if s.list.shown[0].PID != 5000 || s.list.row() != 2 {
		t.Errorf("first = %d, the keys are at row %d, want 5000 and 2", s.list.shown[0].PID, s.list.row())
	}
	if got := s.list.pids(); !slices.Equal(got, []int{chosen.PID}) {
		t.Errorf("chosen = %v, want %d", got, chosen.PID)
	}
	again.Started = again.Started.Add(time.Minute)
	s.take([]metrics.Candidate{again, fresh}, nil)
	if s.watch.Text != "Observe" || !s.watch.Disabled() {
		t.Errorf("after its PID was given to a stranger the button says %q, want nothing chosen", s.watch.Text)
	}
}

func TestTheListBeginsWithOnesOwnOrWithTheBusiest(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	pids := func() (all []int) {
		for _, c := range s.list.shown {
			all = append(all, c.PID)
		}
		return all
	}
	want := []int{4712, 4711, 4800, 4900, 310, 1}
	if ownName() == "root" {
		want = []int{4712, 4711, 4800, 1, 4900, 310}
	}
	if got := pids(); !slices.Equal(got, want) {
		t.Errorf("order = %v, want %v", got, want)
	}
	s.order.SetSelected(mostCPU.text())
	if got, want := pids()[:3], []int{310, 4712, 1}; !slices.Equal(got, want) {
		t.Errorf("busiest = %v, want %v", got, want)
	}
}

func TestControlBytesOfAProcessAreWrittenOut(t *testing.T) {
	cells := candidateCells(candidates()[5], time.Now())
	want := [candidateColumns]string{"4900", "nobody", "n/a", "n/a", cells[4], `[odd\x1B[31m]`}
	if cells != want {
		t.Errorf("cells = %q, want %q", cells, want)
	}
}

func TestWhatCannotBeObservedIsSaidInTheSheet(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	for text, want := range map[string]string{
		strconv.Itoa(os.Getpid()): "Poolscope itself",
		"no such thing":           "Nothing is chosen",
	} {
		s.filter.SetText(text)
		s.watchTapped()
		if got := s.wrong.text(); !strings.Contains(got, want) || !s.wrong.Visible() {
			t.Errorf("%q: said %q, want %q in it", text, got, want)
		}
	}
	o.refused = errors.New("no process has the PID 99")
	s.filter.SetText("99")
	s.watchTapped()
	if got := s.wrong.text(); got != "No process has the PID 99." {
		t.Errorf("said %q, want the reason as a sentence", got)
	}
	if o.w.session != nil || !covered(o.w.win) {
		t.Errorf("session = %v, covered = %v, want nothing begun and the sheet there", o.w.session, covered(o.w.win))
	}
	s.filter.SetText("4711")
	if s.wrong.Visible() {
		t.Error("the reason is still there after something else was typed")
	}
}

func TestACommandIsStartedAndRemembered(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	dir := t.TempDir()
	s.command.SetText(`python3 -u 'my script.py' "a  b"`)
	s.folder.SetText(dir)
	s.command.OnSubmitted(s.command.Text)
	if len(o.asked) != 1 {
		t.Fatalf("asked %d times, want once; said %q", len(o.asked), s.line.wrong.text())
	}
	if want := []string{"python3", "-u", "my script.py", "a  b"}; !slices.Equal(o.asked[0].Command, want) || o.asked[0].Dir != dir {
		t.Errorf("asked for %q in %q, want %q in %q", o.asked[0].Command, o.asked[0].Dir, want, dir)
	}
	o.end()
	again := o.sheet()
	if o.w.win.Canvas().Focused() != again.command {
		t.Errorf("the focus is on %T, want the command that was started last", o.w.win.Canvas().Focused())
	}
	if again.command.Text != `python3 -u 'my script.py' "a  b"` || again.folder.Text != dir {
		t.Errorf("remembered %q in %q", again.command.Text, again.folder.Text)
	}
}

func TestWhatIsWrongWithACommandIsSaidAtItsField(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	for line, want := range map[string]string{
		"ls | wc":  "No shell reads this",
		"echo 'a":  "A quote is not closed",
		"nonsense": "There is no program",
		"job.py":   "python3 job.py",
	} {
		o.refused = errors.New(`there is no program "nonsense" in PATH`)
		s.command.SetText(line)
		s.startTapped()
		if got := s.line.wrong.text(); !strings.Contains(got, want) {
			t.Errorf("%q: said %q, want %q in it", line, got, want)
		}
	}
	o.refused = nil
	s.command.SetText("job.py")
	s.folder.SetText("/no/such/folder")
	s.startTapped()
	if got := s.dir.wrong.text(); got != "There is no such folder." {
		t.Errorf("said %q at the folder", got)
	}
	s.folder.SetText("")
	s.command.SetText("")
	if !s.start.Disabled() || len(o.asked) > 0 {
		t.Errorf("start is disabled: %v, asked %d times, want a button that waits for a command", s.start.Disabled(), len(o.asked))
	}
}

func TestEscapeClosesTheSheetFromEverywhere(t *testing.T) {
	for name, press := range map[string]func(*observeSheet){
		"filter":  func(s *observeSheet) { s.filter.TypedKey(key(fyne.KeyEscape)) },
		"list":    func(s *observeSheet) { s.list.TypedKey(key(fyne.KeyEscape)) },
		"command": func(s *observeSheet) { s.command.TypedKey(key(fyne.KeyEscape)) },
		"button":  func(s *observeSheet) { s.watch.TypedKey(key(fyne.KeyEscape)) },
	} {
		o := newObserving(t, small())
		press(o.sheet())
		if covered(o.w.win) {
			t.Errorf("%s: the sheet is still there", name)
		}
	}
}

func TestTheSheetFitsASmallScreen(t *testing.T) {
	o := newObserving(t, small())
	s := o.sheet()
	if got, room := s.sheet.dialog.MinSize(), small(); got.Width > room.Width || got.Height > room.Height-100 {
		t.Errorf("smallest size = %v, want room for some rows within %v", got, room)
	}
	o.capture("observe-sheet")
}
