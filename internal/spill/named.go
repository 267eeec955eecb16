//go:build !windows

package spill

import (
	"fmt"
	"os"
)

// createNamed makes a file of an unpredictable name that only its owner can read, and
// takes the name away at once.
func createNamed(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "poolscope-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("take its name away: %w", err)
	}
	return f, nil
}
