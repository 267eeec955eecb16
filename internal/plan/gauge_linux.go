package plan

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
)

// system returns the gauges of this machine: the first number of /proc/loadavg, and
// MemAvailable and MemTotal of /proc/meminfo (proc(5)). Reading them waits for nothing.
func system() gauges {
	return gauges{
		load: func() (float64, error) {
			text, err := os.ReadFile("/proc/loadavg")
			if err != nil {
				return 0, err //nolint:wrapcheck // names the operation and the file
			}
			first, _, _ := bytes.Cut(text, []byte(" "))
			return strconv.ParseFloat(string(first), 64) //nolint:wrapcheck // shows the text
		},
		memory: func() (free, all uint64, e error) {
			text, err := os.ReadFile("/proc/meminfo")
			if err != nil {
				return 0, 0, err //nolint:wrapcheck // names the operation and the file
			}
			free, err = kibibytes(text, "MemAvailable:")
			all, second := kibibytes(text, "MemTotal:")
			return free << 10, all << 10, errors.Join(err, second)
		},
	}
}

// kibibytes returns the number in a line such as "MemTotal:  4096 kB".
func kibibytes(text []byte, name string) (uint64, error) {
	for line := range bytes.Lines(text) {
		if fields := bytes.Fields(line); len(fields) > 1 && string(fields[0]) == name {
			return strconv.ParseUint(string(fields[1]), 10, 64) //nolint:wrapcheck // shows the text
		}
	}
	return 0, fmt.Errorf("/proc/meminfo has no line %s", name)
}
