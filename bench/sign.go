//go:build linux

package main

import (
	"context"
	"fmt"
	"image"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

const (
	signEvery  = 3                          // pixels each way are looked at
	signVisits = 3                          // to each view while the signs are learned
	signLooks  = 4                          // at each visit
	signVotes  = signVisits * signLooks / 2 // that a pixel needs
	signPoints = 400                        // at most are compared later
	signLeast  = 20                         // or the views look the same
	signShare  = 0.6                        // of them that have to fit, as a chart goes on moving; of another view hardly any do
)

// sign is what tells one view from another: pixels that always have one colour in it,
// and always another in the other.
type sign struct {
	screen  *desktop.Screen
	points  []image.Point
	colours []uint32
}

// shown reports whether the screen shows the view.
func (s sign) shown() bool {
	fit := 0
	for i, p := range s.points {
		if s.screen.Pixel(p) == s.colours[i] {
			fit++
		}
	}
	return float64(fit) >= signShare*float64(len(s.points))
}

// learn looks at two views, each of which something shows, and returns their signs.
func (h *hand) learn(ctx context.Context, first, second func() error) (a, b sign, err error) {
	views := [2]steady{h.look(), h.look()}
	for range signVisits {
		for i, act := range []func() error{first, second} {
			if err := act(); err != nil {
				return sign{}, sign{}, err
			}
			if err := pause(ctx, time.Second); err != nil {
				return sign{}, sign{}, err
			}
			for range signLooks {
				views[i].look(h.screen)
				if err := pause(ctx, 200*time.Millisecond); err != nil {
					return sign{}, sign{}, err
				}
			}
		}
	}
	return h.signs(views[0], views[1])
}

// signs picks the pixels that tell.
func (h *hand) signs(first, second steady) (a, b sign, err error) {
	var telling []int
	for i := range first.points {
		if first.known(i) && second.known(i) && first.colours[i] != second.colours[i] {
			telling = append(telling, i)
		}
	}
	if len(telling) < signLeast {
		return a, b, fmt.Errorf("%d pixels tell the views apart, want %d or more", len(telling), signLeast)
	}
	a, b = sign{screen: h.screen}, sign{screen: h.screen}
	step := max(1, len(telling)/signPoints)
	for k := 0; k < len(telling); k += step {
		i := telling[k]
		a.points, a.colours = append(a.points, first.points[i]), append(a.colours, first.colours[i])
		b.points, b.colours = append(b.points, second.points[i]), append(b.colours, second.colours[i])
	}
	return a, b, nil
}

// steady is which colour each pixel has most of the time. A look may come before the
// window has answered, so one that differs is forgiven.
type steady struct {
	points  []image.Point
	colours []uint32
	votes   []int // for the colour, less those against it
}

// look returns a steady of the window that has not looked yet.
func (h *hand) look() steady {
	points := grid(h.place)
	return steady{points: points, colours: make([]uint32, len(points)), votes: make([]int, len(points))}
}

// grid returns points of an area.
func grid(area image.Rectangle) []image.Point {
	var points []image.Point
	for y := area.Min.Y; y < area.Max.Y; y += signEvery {
		for x := area.Min.X; x < area.Max.X; x += signEvery {
			points = append(points, image.Pt(x, y))
		}
	}
	return points
}

func (s *steady) look(screen *desktop.Screen) {
	for i, p := range s.points {
		switch now := screen.Pixel(p); {
		case s.votes[i] == 0:
			s.colours[i], s.votes[i] = now, 1
		case s.colours[i] == now:
			s.votes[i]++
		default:
			s.votes[i]--
		}
	}
}

// known reports whether a pixel has one colour nearly always.
func (s *steady) known(i int) bool { return s.votes[i] >= signVotes }
