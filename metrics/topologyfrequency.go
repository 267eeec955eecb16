package metrics

import (
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Frequencies reads how fast the cores run now. It is passive, as a Sampler is,
// and keeps its cost down by itself: it reads again after a second at the
// earliest, and on machines where that takes long so seldom that it is at most 1 %
// of the time.
type Frequencies struct {
	root fs.FS
	next time.Time
	mhz  []float64
}

// NewFrequencies returns one that has read nothing yet. root is the file system's, or a
// recorded one.
func NewFrequencies(root fs.FS) *Frequencies { return &Frequencies{root: root} }

// Read returns the frequency of each core in MHz by its number, NaN when unknown:
// cpufreq's scaling_cur_freq, or what /proc/cpuinfo has, which in a virtual
// machine is most often the nominal one. The answer is new after a pause as above,
// else the last one again; nobody may change it.
func (f *Frequencies) Read(now time.Time) []float64 {
	if now.Before(f.next) {
		return f.mhz
	}
	begin := time.Now()
	f.mhz = readFrequencies(f.root)
	f.next = now.Add(max(time.Second, 100*time.Since(begin)))
	return f.mhz
}

func readFrequencies(root fs.FS) []float64 {
	entries, _ := fs.ReadDir(root, cpuFolder)
	var mhz []float64
	missing := len(entries) == 0
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), "cpu")
		n, err := strconv.Atoi(digits)
		if !ok || err != nil || n < 0 || n >= mostCores {
			continue
		}
		value := readMHz(root, coreFolder(n)+"/cpufreq/scaling_cur_freq")
		mhz = setFrequency(mhz, n, value)
		missing = missing || math.IsNaN(value)
	}
	if !missing {
		return mhz
	}
	for _, p := range readProcessorInfo(root).processors {
		if p.number >= 0 && p.number < mostCores && (p.number >= len(mhz) || math.IsNaN(mhz[p.number])) {
			mhz = setFrequency(mhz, p.number, p.mhz)
		}
	}
	return mhz
}

// setFrequency makes room for a core where there is none, and leaves NaN in between.
func setFrequency(mhz []float64, n int, value float64) []float64 {
	mhz = slices.Grow(mhz, max(0, n+1-len(mhz)))
	for len(mhz) <= n {
		mhz = append(mhz, math.NaN())
	}
	mhz[n] = value
	return mhz
}
