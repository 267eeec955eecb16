//go:build linux

package main

import (
	"context"
	"errors"
	"slices"
	"testing"
)

func TestRatioIsHowManyTimesFasterOursIs(t *testing.T) {
	d := duel{ours: []float64{9, 1, 2}, theirs: []float64{6, 5, 7}}
	if got := d.ratio(); got != 3 {
		t.Errorf("ratio = %v, want 3", got)
	}
}

func TestSidesTakeTurns(t *testing.T) {
	var order []string
	take := func(who string, took float64) side {
		return func(context.Context) (float64, error) {
			order = append(order, who)
			return took, nil
		}
	}
	d, err := inTurns(t.Context(), 2, take("ours", 1), take("theirs", 4))
	if err != nil {
		t.Fatalf("in turns: %v", err)
	}
	if want := []string{"ours", "theirs", "ours", "theirs"}; !slices.Equal(order, want) {
		t.Errorf("order = %v, want %v", order, want)
	}
	if d.ratio() != 4 || len(d.ours) != 2 || len(d.theirs) != 2 {
		t.Errorf("duel = %+v with ratio %v, want 2 rounds each with ratio 4", d, d.ratio())
	}
}

func TestRoundThatFailsEndsTheDuel(t *testing.T) {
	broken := errors.New("broken")
	well := func(context.Context) (float64, error) { return 1, nil }
	ill := func(context.Context) (float64, error) { return 0, broken }
	if _, err := inTurns(t.Context(), 2, ill, well); !errors.Is(err, broken) {
		t.Errorf("error of ours = %v, want %v", err, broken)
	}
	if _, err := inTurns(t.Context(), 2, well, ill); !errors.Is(err, broken) {
		t.Errorf("error of theirs = %v, want %v", err, broken)
	}
}
