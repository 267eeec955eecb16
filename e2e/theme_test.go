//go:build e2e && linux

package e2e

import (
	"image"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// brightness is the mean of a picture, from 0 to 1.
func brightness(picture *image.RGBA) float64 {
	sum := 0
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		sum += int(picture.Pix[i]) + int(picture.Pix[i+1]) + int(picture.Pix[i+2])
	}
	return float64(sum) / float64(3*255*len(picture.Pix)/4)
}

func TestTheThemeChangesWhileARunGoesOn(t *testing.T) {
	const times = 5
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			window, err := s.Resize(within(t, 15*time.Second), s.window, 1280, 800)
			must(t, err)
			d := drive(t, s)
			d.press(t, "ctrl+r")
			workers := d.workers(t, planWorkers)
			for range times {
				d.choose(t, "View > Light theme")
				d.seen(t, "all is bright", func() bool { return brightness(d.part(t, window)) > 0.7 })
				d.choose(t, "View > Dark theme")
				d.seen(t, "all is dark", func() bool { return brightness(d.part(t, window)) < 0.3 })
			}
			before := d.part(t, window)
			d.seen(t, "the picture goes on", func() bool { return desktop.Changed(before, d.part(t, window)) > 0 })
			d.alive(t, workers)
			d.stopsFast(t, workers)
			d.closes(t)
		})
	}
}
