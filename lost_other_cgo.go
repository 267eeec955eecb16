//go:build cgo && !(linux && !wayland)

package main

// watchDisplay does nothing where a display does not end by itself.
func watchDisplay(func()) {}
