//go:build !linux

package run

import "github.com/poolscope/poolscope/metrics"

// nicing is none: the niceness of another process is set on Linux alone.
func nicing(int) func(metrics.Member) error { return nil }

// pinning is none: a process is bound to cores on Linux alone.
func pinning([]int) func(metrics.Member) error { return nil }

func isForeign(error) bool { return false }
