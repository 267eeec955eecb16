//go:build cgo

package main

import (
	"github.com/poolscope/poolscope/internal/record"
)

// tapes begins the records of the window's runs, where they were asked for. Only Fyne's
// goroutine uses it.
type tapes struct {
	path  string // of the first one; "" for none
	begun int    // runs that were recorded
	alarm func(error)
}

// next returns the record of the run that is about to begin, nil for none.
func (t *tapes) next() (*record.Tape, error) {
	if t.path == "" {
		return nil, nil //nolint:nilnil // a tape that keeps nothing
	}
	return record.NewTape(record.NameOf(t.path, t.begun+1), t.alarm) //nolint:wrapcheck // shown as it is
}
