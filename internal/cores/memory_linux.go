package cores

import (
	"io/fs"
	"os"
	"strconv"
)

// noLimit is from where on a version 1 limit is none: memory.limit_in_bytes has the
// largest whole number of pages then.
const noLimit = 1 << 62

// MemoryLimit returns how many bytes of memory the control groups allow this process and
// what it starts: the smallest limit of its own group and those above, of either version
// (memory.max and memory.limit_in_bytes in the kernel's cgroup documents). It is false
// where there is none.
func MemoryLimit() (bytes uint64, ok bool) { return memoryLimit(os.DirFS("/")) }

func memoryLimit(root fs.FS) (bytes uint64, ok bool) {
	mounts := mountsOf(root, "memory")
	for _, g := range groups(root, "memory") {
		for _, m := range mounts {
			if m.version != g.version {
				continue
			}
			for dir := range m.upwards(g.path) {
				if n := m.memoryOf(root, m.folder(dir)); n > 0 && (!ok || n < bytes) {
					bytes, ok = n, true
				}
			}
		}
	}
	return bytes, ok
}

// memoryOf returns the limit of a group by its folder, 0 for none.
func (m mount) memoryOf(root fs.FS, dir string) uint64 {
	name := dir + "/memory.max"
	if m.version == 1 {
		name = dir + "/memory.limit_in_bytes"
	}
	n, err := strconv.ParseUint(first(root, name), 10, 64) // "max" is no limit
	if err != nil || n >= noLimit {
		return 0
	}
	return n
}
