package proc

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// AdoptOrphans has processes that lost their parent become children of this one, if
// they descend from it (PR_SET_CHILD_SUBREAPER(2const)), until release is called. It
// changes nothing where that was so before. release can be called after an error too.
func AdoptOrphans() (release func(), err error) {
	release = func() {}
	var before int32
	if err := unix.Prctl(unix.PR_GET_CHILD_SUBREAPER, uintptr(unsafe.Pointer(&before)), 0, 0, 0); err != nil {
		return release, fmt.Errorf("ask whether orphans come here: %w", err)
	}
	if before != 0 {
		return release, nil
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return release, fmt.Errorf("have orphans come here: %w", err)
	}
	return func() { _ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) }, nil
}
