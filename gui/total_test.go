package gui

import (
	"image"
	"math"
	"slices"
	"testing"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

func TestTheReadoutHasThePoolsTotals(t *testing.T) {
	s := snapshot(8)
	s.PoolCPU = run.Series{T: []float64{1, 2}, V: []float64{1.5, 1.75}}
	s.PoolMem, s.PoolKind = run.Series{T: []float64{1, 2}, V: []float64{10 << 20, 20 << 20}}, "PSS"
	d := newestPicture(s, ofOneCore)
	for i, want := range []float64{175, 20 << 20} {
		total := highBands(d)[i].Total
		if total.Name != "pool, PSS" || total.Style >= 0 || len(total.V) != 2 || total.V[1] != want {
			t.Errorf("total of band %d = %+v, want pool, PSS with %v", i, total, want)
		}
	}
	s.Observed, s.PoolKind = &run.Observed{}, "RSS"
	if got := highBands(newestPicture(s, ofOneCore))[1].Total.Name; got != "all, RSS" {
		t.Errorf("total of a tree that no pool started = %q, want all, RSS", got)
	}
}

// highBands returns the bands that are not slim.
func highBands(d chart.Data) []chart.Band {
	return slices.DeleteFunc(slices.Clone(d.Bands), func(b chart.Band) bool { return b.Slim != chart.High })
}

func TestOneWorkerIsItsOwnTotal(t *testing.T) {
	s := snapshot(8)
	s.PoolMem, s.PoolKind = run.Series{T: []float64{1}, V: []float64{1 << 20}}, "PSS"
	s.Rows = s.Rows[:1]
	for _, b := range newestPicture(s, ofOneCore).Bands {
		if len(b.Total.T) != 0 {
			t.Errorf("%s has a total of one line", b.Title)
		}
	}
}

// hourOf returns a run of an hour that has ended, of one worker that used a third of a
// core but for a tenth of a second.
func hourOf(spike float64) *run.Snapshot {
	s := snapshot(8)
	s.Phase, s.Elapsed = run.Ended, seconds(3600)
	s.Rows, s.Lanes, s.Cores, s.CoreWho = s.Rows[:1], nil, nil, nil
	var cpu run.Series
	put := func(t, v float64) { cpu.T, cpu.V = append(cpu.T, t), append(cpu.V, v) }
	for at := 8.0; at <= 3600; at += 8 {
		if at == 1600 {
			put(at-0.1, 0.35)
			put(at, spike)
			continue
		}
		put(at, 0.35)
	}
	s.Rows[0].CPUSeries, s.Rows[0].RSSSeries = cpu, run.Series{T: []float64{3600}, V: []float64{1 << 20}}
	return s
}

func TestASpikeOfOneReadingIsSeenInAnHour(t *testing.T) {
	for _, c := range []struct {
		spike       float64
		least, most int // pixels that the line goes up and down
	}{{1.9, 40, 400}, {0.35, 0, 10}} {
		s := newStage(t, small())
		s.w.runTapped()
		s.send(hourOf(c.spike))
		s.end()
		got := highestStroke(s.w.win.Canvas().Capture())
		if got < c.least || got > c.most {
			t.Errorf("a reading of %v among such of 0.35: the line goes up by %d pixels, want %d to %d", c.spike, got, c.least, c.most)
		}
	}
}

// highestStroke returns the longest upright piece in the colour of the first worker.
func highestStroke(picture image.Image) int {
	ink := chart.StyleColor(0, chart.CurrentVariant())
	most := 0
	for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
		length := 0
		for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			if near(r, ink.R) && near(g, ink.G) && near(b, ink.B) {
				length++
				most = max(most, length)
			} else {
				length = 0
			}
		}
	}
	return most
}

func near(got uint32, want uint8) bool { return math.Abs(float64(got>>8)-float64(want)) < 4 }
