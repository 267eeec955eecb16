//go:build !linux

package ring

import "runtime"

// giveWay lets other goroutines run.
func giveWay() { runtime.Gosched() }
