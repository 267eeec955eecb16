//go:build linux

package main

import (
	"image"
	"testing"
)

func TestViewsAreToldByWhatIsSteadyInBoth(t *testing.T) {
	const n = signLeast + 2
	points := grid(image.Rect(0, 0, signEvery*n, 1))
	first, second := voted(points, 1), voted(points, 2)
	first.votes[0] = signVotes - 1 // changes all the time
	second.colours[1] = 1          // looks the same in both
	h := &hand{}
	a, b, err := h.signs(first, second)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.points) != n-2 || len(b.points) != n-2 {
		t.Errorf("points = %d and %d, want %d of each", len(a.points), len(b.points), n-2)
	}
	if a.colours[0] != 1 || b.colours[0] != 2 {
		t.Errorf("colours = %d and %d, want 1 and 2", a.colours[0], b.colours[0])
	}
}

func TestViewsThatLookTheSameAreNoTwo(t *testing.T) {
	points := grid(image.Rect(0, 0, signEvery*signLeast, 1))
	h := &hand{}
	if _, _, err := h.signs(voted(points, 1), voted(points, 1)); err == nil {
		t.Error("two views of the same colours gave no error")
	}
}

// voted is a view that has one colour all over, each time it is looked at.
func voted(points []image.Point, colour uint32) steady {
	s := steady{points: points}
	for range points {
		s.colours, s.votes = append(s.colours, colour), append(s.votes, signVotes)
	}
	return s
}
