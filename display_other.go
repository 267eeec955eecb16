//go:build cgo && !(linux || freebsd || netbsd || openbsd || dragonfly)

package main

// displayNamed has nothing to say where a display needs no name.
func displayNamed() error { return nil }
