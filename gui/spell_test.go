package gui

import (
	"fmt"
	"slices"
	"testing"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

// rested is a run in which workers rested for every reason.
func rested() *run.Snapshot {
	const at = 8
	s := snapshot(at)
	s.Idle = []run.Spell{{From: 0, To: 1, Kind: run.AwaitsInput}, {From: 2.5, To: 4.5, Kind: run.AwaitsInput}, {From: 5.5, To: 6.5, Kind: run.HeldBack}}
	for i := range s.Lanes {
		l := &s.Lanes[i]
		l.Bars = slices.DeleteFunc(slices.Clone(l.Bars), func(b run.Bar) bool { return b.From > 2.2 && b.From < 4 || b.From > 5.2 && b.From < 6 })
	}
	last := s.Lanes[0].Bars[len(s.Lanes[0].Bars)-1]
	s.Lanes[0].Now = nil
	s.Lanes[0].Spells = []run.Spell{{From: last.To, To: at, Kind: run.SendsResult}}
	s.Lanes[1].Spells = []run.Spell{{From: 4.8, To: 5.4, Kind: run.StandsStill}}
	return s
}

func TestSpellsAreOnTheLanesInTheLegendAndInWords(t *testing.T) {
	d := newestPicture(rested(), ofOneCore)
	if got := len(d.Lanes[0].Idle); got != 3 {
		t.Errorf("spells of all lanes = %d, want 3", got)
	}
	if got := d.Lanes[1].Spells; len(got) != 1 || got[0].Kind != chart.Halted || got[0].Text != "stands still: its process is stopped" {
		t.Errorf("spells of the second lane = %+v, want one in which it stands still", got)
	}
	var names []string
	for _, key := range d.Legend[:4] {
		names = append(names, key.Name)
	}
	if want := []string{"waits for input", "held back", "result on its way", "stopped"}; !slices.Equal(names, want) {
		t.Errorf("beginning of the legend = %q, want %q", names, want)
	}
	if kinds := []run.SpellKind{run.AwaitsInput, run.HeldBack, run.Gated, run.SendsResult, run.StandsStill}; len(names) == 4 {
		said := map[string]bool{}
		for _, kind := range kinds {
			said[spellText(kind)] = true
		}
		if len(said) != len(kinds) || said[""] {
			t.Errorf("words = %v, want some of its own for each of %v", said, kinds)
		}
	}
	if early := newestPicture(rested(), ofOneCore); len(early.Lanes) > 0 && len(spellsSince(rested().Idle, 5)) != 1 {
		t.Errorf("spells after 5 s = %+v, want one", spellsSince(rested().Idle, 5))
	}
}

func TestAResultThatIsShortlyOnItsWayIsNotSaid(t *testing.T) {
	for long, want := range map[float64]bool{0.025: false, 0.19: false, 0.21: true, 3: true} {
		s := rested()
		s.Lanes[0].Spells = []run.Spell{{From: 7, To: 7 + long, Kind: run.SendsResult}}
		d := newestPicture(s, ofOneCore)
		drawn := len(d.Lanes[0].Spells) > 0
		named := slices.ContainsFunc(d.Legend, func(k chart.Key) bool { return k.Name == "result on its way" })
		if drawn != want || named != want {
			t.Errorf("of %v s: drawn %v, in the legend %v, want %v", long, drawn, named, want)
		}
	}
	s := rested()
	s.Lanes[1].Spells[0].To = s.Lanes[1].Spells[0].From + 0.03
	if got := newestPicture(s, ofOneCore).Lanes[1].Spells; len(got) != 1 {
		t.Errorf("spells of a worker that stood still for 30 ms = %v, want one", got)
	}
}

func TestALaneThatThePoolGaveUpWaitsForNothing(t *testing.T) {
	s := rested()
	s.Slots = 1
	for i, lane := range newestPicture(s, ofOneCore).Lanes {
		if got := len(lane.Idle) > 0; got != (i == 0) {
			t.Errorf("lane %d waits: %v, want that of the slot that is left alone", i, got)
		}
	}
}

// TestSpellsAreDrawn draws them in both themes. POOLSCOPE_CAPTURES keeps the pictures.
func TestSpellsAreDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		s := newStage(t, small())
		s.w.lookChosen(look)
		s.w.runTapped()
		s.send(rested())
		s.w.live.openCard(7, 1)
		s.capture(fmt.Sprintf("%s-spells", look))
		s.end()
	}
}
