//go:build !linux && !windows

package workload

import "syscall"

// segfault becomes a shell that sends itself SIGSEGV: the same process, which
// after execve(2) has the default action that the Go runtime had replaced.
func segfault() error {
	return syscall.Exec("/bin/sh", []string{"sh", "-c", "ulimit -c 0; kill -SEGV $$"}, nil)
}
