package workload

import (
	"bytes"
	"os"
	"strconv"
)

// available returns how many bytes can be taken without swapping: MemAvailable
// of proc_meminfo(5), in KiB.
func available() (uint64, bool) {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) >= 2 && string(fields[0]) == "MemAvailable:" {
			kib, err := strconv.ParseUint(string(fields[1]), 10, 64)
			return kib * 1024, err == nil
		}
	}
	return 0, false
}
