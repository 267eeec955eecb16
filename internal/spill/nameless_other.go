//go:build !linux && !windows

package spill

import (
	"errors"
	"os"
)

func create(dir string) (*os.File, error) { return createNamed(dir) }

// punch cannot be done: the space comes back when all was read.
func punch(*os.File, extent) error { return errors.ErrUnsupported }
