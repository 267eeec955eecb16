//go:build linux

package main

import (
	"testing"
	"time"
)

func TestTheSmallestPartOfAnHourIsEnoughForALine(t *testing.T) {
	for part, want := range map[int]time.Duration{1: 58 * time.Minute, 6: 8 * time.Minute, 30: 3 * hourEvery, 5000: 3 * hourEvery} {
		if got := (size{part}).hourRest(); got != want {
			t.Errorf("rest of one in %d of an hour = %v, want %v", part, got, want)
		}
	}
}
