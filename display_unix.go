//go:build cgo && (linux || freebsd || netbsd || openbsd || dragonfly)

package main

import (
	"errors"
	"os"
)

// displayNamed says whether the environment names no display.
func displayNamed() error {
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("neither DISPLAY nor WAYLAND_DISPLAY names a display")
	}
	return nil
}
