package workload

import "golang.org/x/sys/windows"

// segfault ends the process with the status of an access violation, which is
// what its parent would see of a real one.
func segfault() error {
	return windows.TerminateProcess(windows.CurrentProcess(), uint32(windows.STATUS_ACCESS_VIOLATION))
}
