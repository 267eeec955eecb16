//go:build linux

package main

import (
	"context"
	"image"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// part is a part of the window, and how it looked.
type part struct {
	screen *desktop.Screen
	points []image.Point
	kept   []uint32
}

// part returns a part of the window as it is now.
func (h *hand) part(area image.Rectangle) *part {
	points := grid(area.Add(h.place.Min))
	p := &part{screen: h.screen, points: points, kept: make([]uint32, len(points))}
	p.keep()
	return p
}

// keep remembers how it looks.
func (p *part) keep() {
	for i, at := range p.points {
		p.kept[i] = p.screen.Pixel(at)
	}
}

// changed returns the share of its pixels that do not look as they did.
func (p *part) changed() float64 {
	n := 0
	for i, at := range p.points {
		if p.screen.Pixel(at) != p.kept[i] {
			n++
		}
	}
	return float64(n) / float64(len(p.points))
}

// noise returns the largest share of its pixels that changes in about the time between
// two texts while nobody does anything.
func (p *part) noise(ctx context.Context) (float64, error) {
	const looks, apart = 4, 400 * time.Millisecond
	most := 0.0
	for range looks {
		p.keep()
		if err := pause(ctx, apart); err != nil {
			return 0, err
		}
		most = max(most, p.changed())
	}
	return most, nil
}
