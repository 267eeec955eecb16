//go:build !cgo

package main

import (
	"fmt"
	"os"
)

// openWindow says that this build has no window.
func openWindow(string, string, string) int {
	fmt.Fprintln(os.Stderr, "poolscope: this build has no window; `poolscope run` runs a plan in the terminal")
	return noWindow
}
