package workload

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// segfault dies of SIGSEGV. The Go runtime turns the signal into a panic, so
// the kernel's default is set behind its back; nobody wants the core files of
// an experiment, so none is written.
func segfault() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("switch core files off: %w", err)
	}
	page, err := unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return fmt.Errorf("map a page without rights: %w", err)
	}
	// SIG_DFL is 0, and so is every other field of struct sigaction; the signal
	// set has 8 bytes (rt_sigaction(2)).
	var action [8]uint64
	if _, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGACTION,
		uintptr(unix.SIGSEGV), uintptr(unsafe.Pointer(&action)), 0, 8, 0, 0); errno != 0 {
		return fmt.Errorf("set the default action: %w", errno)
	}
	page[0] = 1
	return nil
}
