package metrics

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestTopologyOfThisMachineHasTheCoresThatCount(t *testing.T) {
	var online []int
	for line := range strings.Lines(readText(t, "/proc/stat")) {
		name, _, _ := strings.Cut(line, " ")
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "cpu")); err == nil {
			online = append(online, n)
		}
	}
	count := 0
	top := SystemTopology()
	for _, c := range top.Cores {
		if c.Online {
			if count < len(online) && c.Core != online[count] {
				t.Errorf("online core %d = number %d, want %d", count, c.Core, online[count])
			}
			count++
		}
	}
	if count != len(online) {
		t.Errorf("online cores = %d, want %d", count, len(online))
	}
	if got := top.PhysicalCores(); got != Unknown && (got < 1 || got > count) {
		t.Errorf("physical cores = %d, want 1 to %d", got, count)
	}
	if len(NewFrequencies(os.DirFS("/")).Read(time.Now())) < count {
		t.Errorf("frequencies = fewer than cores, want one of each")
	}
	for _, f := range NewFrequencies(os.DirFS("/")).Read(time.Now()) {
		if !math.IsNaN(f) && (f < 50 || f > 20000) {
			t.Errorf("frequency = %v MHz, want one that exists", f)
		}
	}
}
