package gui

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestMissedSamplesAreSaidAndNotCutOff(t *testing.T) {
	s := observedTree([]int{4711}, nil, 2, 12)
	for missed, want := range map[int]string{
		0:  "Poolscope itself: 2.1 % of a core, 85.0 MiB",
		1:  "Poolscope itself: 2.1 % of a core, 85.0 MiB, 1 sample missed",
		12: "Poolscope itself: 2.1 % of a core, 85.0 MiB, 12 samples missed",
	} {
		s.Missed = missed
		if got := selfText(s); got != want {
			t.Errorf("text = %q, want %q", got, want)
		}
		if got := observedSelf(s); got != want {
			t.Errorf("text of what is observed = %q, want %q", got, want)
		}
	}
	s.Missed = 1234
	o := newObserving(t, small())
	line := o.w.status
	line.set(s)
	for _, c := range []struct {
		width    float32
		pool     bool // has its room
		selfFits bool
	}{{1400, true, true}, {700, false, false}} {
		line.texts.Resize(fyne.NewSize(c.width, 30))
		line.texts.Refresh()
		pool, self := line.texts.Objects[0].Size().Width, line.texts.Objects[1].Size().Width
		if fits := self >= widthOf(line.self); pool+self > c.width+1 || fits != c.selfFits || !c.selfFits && self > mostSelf {
			t.Errorf("%v wide: texts have %v and %v, which fits %v; want that to be %v", c.width, pool, self, fits, c.selfFits)
		}
		if fits := pool >= widthOf(line.pool); c.pool && !fits {
			t.Errorf("%v wide: %q has %v and is cut", c.width, line.pool.Text, pool)
		}
	}
}
