//go:build linux

package main

import (
	"strconv"
	"time"
)

// size is how much of the measures' work is done. Its methods are the measures
// that can be made smaller.
type size struct {
	part int // one in so many tasks, from 1; more than 1 is to see a measure work, not to believe its number
}

// fewRounds are enough to see a measure work.
const fewRounds = 3

// tasks returns the part of n tasks, at least 1.
func (s size) tasks(n int) int { return max(n/s.part, 1) }

// rounds returns n for the whole size, and few for a part of it.
func (s size) rounds(n int) int {
	if s.part > 1 {
		return min(n, fewRounds)
	}
	return n
}

// minutes returns so many of them, or the part of them, at least some seconds.
func (s size) minutes(n float64) time.Duration {
	return max(time.Duration(n*float64(time.Minute))/time.Duration(s.part), leastTime)
}

// leastTime is long enough for a share of the processor to mean something.
const leastTime = 5 * time.Second

// seconds writes a duration as a number of them.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }
