//go:build unix

package launcher_test

import "syscall"

// niceOfSelf is the niceness of the main thread.
func niceOfSelf() int {
	raw, err := syscall.Getpriority(syscall.PRIO_PROCESS, syscall.Getpid())
	if err != nil {
		return -1
	}
	return 20 - raw
}
