//go:build unix

package workload

import (
	"golang.org/x/sys/unix"
)

// reserve maps memory of its own, so that giving it back is seen at once: what
// the Go heap frees stays resident until the runtime feels like it.
func reserve(n int) ([]byte, func() error, error) {
	data, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return nil, nil, err
	}
	return data, func() error { return unix.Munmap(data) }, nil
}
