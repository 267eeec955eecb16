//go:build !linux

package cores

// MemoryLimit returns false: there are no control groups.
func MemoryLimit() (bytes uint64, ok bool) { return 0, false }
