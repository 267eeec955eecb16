package proc

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// SetSubreaper says whether processes that lost their parent become children of
// this one, if they descend from it (PR_SET_CHILD_SUBREAPER(2const)). It returns
// what was set before.
func SetSubreaper(on bool) (was bool, err error) {
	var before int32
	if err := unix.Prctl(unix.PR_GET_CHILD_SUBREAPER, uintptr(unsafe.Pointer(&before)), 0, 0, 0); err != nil {
		return false, fmt.Errorf("ask whether orphans come here: %w", err)
	}
	var value uintptr
	if on {
		value = 1
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, value, 0, 0, 0); err != nil {
		return before != 0, fmt.Errorf("have orphans come here: %w", err)
	}
	return before != 0, nil
}
