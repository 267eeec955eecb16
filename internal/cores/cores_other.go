//go:build !linux

package cores

import "runtime"

func allowed() int { return runtime.NumCPU() }
