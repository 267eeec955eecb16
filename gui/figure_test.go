package gui

import (
	"math"
	"testing"
	"time"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func TestNumbersHaveUnitsAndFixedPrecision(t *testing.T) {
	for got, want := range map[string]string{
		byteText(0):                             "0.0 KiB",
		byteText(1536):                          "1.5 KiB",
		byteText(1 << 20):                       "1.0 MiB",
		byteText(1<<30 - 1):                     "1.0 GiB",
		countText(7):                            "7",
		countText(1234):                         "1,234",
		countText(123456):                       "123,456",
		countText(1234567):                      "1,234,567",
		plural(1, "task"):                       "1 task",
		plural(1200, "task"):                    "1,200 tasks",
		secondsText(1234 * time.Millisecond):    "1.2 s",
		secondsText(31 * time.Millisecond):      "31 ms",
		secondsText(83 * time.Second):           "1:23 min",
		secondsText(3725 * time.Second):         "1:02 h",
		ofOneCore.percent(0.9934, 2):            "99.3 %",
		ofMachine.percent(0.9934, 2):            "49.7 %",
		ofOneCore.percent(math.NaN(), 2):        "",
		leftText(-1):                            "",
		leftText(4 * time.Second):               "a few seconds left",
		leftText(42 * time.Second):              "about 40 s left",
		leftText(130 * time.Second):             "about 2 min left",
		leftText(5 * time.Hour):                 "about 5 h left",
		coresText(1.934, 2):                     "1.93 of 2 cores",
		coresText(math.NaN(), 1):                "– of 1 core",
		shareText(199, 200):                     "99 %",
		countOf(run.Counts{Total: -1, Done: 3}): "3 tasks so far",

		countOf(run.Counts{Total: 9999, Done: 12}):      "12/9,999 tasks",
		countOf(run.Counts{Total: 100000, Done: 24302}): "24,302/100,000",
	} {
		if got != want {
			t.Errorf("text = %q, want %q", got, want)
		}
	}
}

func TestNothingThatIsPrintedIsObeyedOrHidden(t *testing.T) {
	for line, want := range map[string]string{
		"plain text":      "plain text",
		"tab\there":       "tab    here",
		"\x1b[2Jgone":     `\x1B[2Jgone`,
		"bell\a null\x00": `bell\x07 null\x00`,
		"del\x7f":         `del\x7F`,
		"bad \xff\xfe":    `bad \xFF\xFE`,
		"\u202eevil":      "<U+202E>evil",
		"zero\u200bwidth": "zero<U+200B>width",
		"\u0085 \u2028":   "<U+0085> <U+2028>",
		"\U000E0041 tag":  "<U+E0041> tag",
		"grün 漢字":         "grün 漢字",
	} {
		if got := visible(line); got != want {
			t.Errorf("visible(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestHowATaskEndedHasAShape(t *testing.T) {
	for state, want := range map[launcher.State]chart.Mark{
		launcher.Done: chart.Plain, launcher.Running: chart.Open, launcher.Failed: chart.Failed,
		launcher.TimedOut: chart.Ended, launcher.Killed: chart.Ended, launcher.Cancelled: chart.Ended,
	} {
		if got := mark(state); got != want {
			t.Errorf("mark(%s) = %d, want %d", state, got, want)
		}
	}
}

func TestThePictureHoldsWhatIsSeenAndNoMore(t *testing.T) {
	s := snapshot(50)
	d := newestPicture(s, ofOneCore)
	if d.From != 20 || d.To != 50 {
		t.Errorf("axis = %v..%v, want 20..50", d.From, d.To)
	}
	for _, band := range highBands(d) {
		for _, line := range band.Series {
			if len(line.T) != len(line.V) || line.T[0] > 20 || line.T[1] < 20 {
				t.Errorf("%s of %s begins at %v, %v, want one point before 20", band.Title, line.Name, line.T[0], line.T[1])
			}
		}
	}
	for _, lane := range d.Lanes {
		if first := lane.Bars[0]; first.To < 20 {
			t.Errorf("lane %s begins with a bar that ended at %v", lane.Name, first.To)
		}
	}
	if got := highBands(d)[0]; got.Unit != "% of one core" || got.Max != 100 {
		t.Errorf("CPU band = %q up to %v, want %% of one core up to 100", got.Unit, got.Max)
	}
}

func TestCPUInEitherUnitIsTheSameTime(t *testing.T) {
	s := snapshot(5)
	one, machine := highBands(newestPicture(s, ofOneCore))[0].Series[0].V, highBands(newestPicture(s, ofMachine))[0].Series[0].V
	for i := range one {
		if math.Abs(one[i]-2*machine[i]) > 1e-9 {
			t.Fatalf("point %d = %v of a core and %v of two, want half", i, one[i], machine[i])
		}
	}
	if got := highBands(newestPicture(s, ofMachine))[0].Max; got != 100 {
		t.Errorf("axis of the machine up to %v, want 100 whatever the workers do", got)
	}
	if s.Rows[0].CPUSeries.V[0] > 1 {
		t.Error("the snapshot was changed: its values are shared")
	}
}

func TestThreadsMayUseMoreThanOneCore(t *testing.T) {
	s := snapshot(5)
	s.Rows[0].CPUSeries.V = scaled(s.Rows[0].CPUSeries.V, 3)
	if got := highBands(newestPicture(s, ofOneCore))[0].Max; got != 200 {
		t.Errorf("axis up to %v, want 200", got)
	}
}

func TestACoreShowsWhoseProcessItRan(t *testing.T) {
	who := run.WhoSeries{T: []float64{1, 2, 3}, Who: []int{2, 0, 1}}
	got := whoAt(who, []float64{0.5, 1, 1.5, 2.5, 9})
	want := []int{1, 1, -1, 0, -1}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("who = %v, want %v", got, want)
			break
		}
	}
}

func TestTheLegendNamesWhoLives(t *testing.T) {
	s := snapshot(5)
	s.Rows = nil
	for n := 1; n <= 9; n++ {
		r := row(n, 5)
		r.Alive = n > 3
		s.Rows = append(s.Rows, r)
	}
	keys := legend(seenLines(s, 0, 5))
	if len(keys) != legendKeys || keys[len(keys)-1].Name != "Process-9" {
		t.Errorf("legend = %v, want %d names with Process-9", keys, legendKeys)
	}
}
