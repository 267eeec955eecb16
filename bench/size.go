//go:build linux

package main

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
