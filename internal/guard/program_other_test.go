//go:build !linux

package guard_test

import "github.com/poolscope/poolscope/launcher/worker"

func functions() worker.Registry { return nil }

func programMain(string, []string) int { return 0 }
