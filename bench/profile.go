//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime/pprof"
)

// profiled calls a function and writes what this process, not its children, did
// meanwhile with the processor into a file for `go tool pprof`; into none if it
// has no name.
func profiled(path string, what func() int) (int, error) {
	if path == "" {
		return what(), nil
	}
	file, err := os.Create(path)
	if err != nil {
		return 0, fmt.Errorf("make the profile: %w", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return 0, fmt.Errorf("begin the profile: %w", err)
	}
	status := what()
	pprof.StopCPUProfile()
	if err := file.Close(); err != nil {
		return 0, fmt.Errorf("write the profile: %w", err)
	}
	return status, nil
}
