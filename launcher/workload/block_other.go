//go:build !unix

package workload

import "runtime/debug"

// reserve takes memory from the Go heap, and makes the runtime give it back.
func reserve(n int) ([]byte, func() error, error) {
	data := make([]byte, n)
	return data, func() error {
		data = nil
		debug.FreeOSMemory()
		return nil
	}, nil
}
