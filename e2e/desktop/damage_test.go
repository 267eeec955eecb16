//go:build linux

package desktop

import "testing"

func TestPartsDrawnTogetherAreOnePicture(t *testing.T) {
	for _, c := range []struct {
		instants []uint32
		want     int
	}{
		{nil, 0},
		{[]uint32{7}, 1},
		{[]uint32{7, 8, 12, 17}, 1},
		{[]uint32{7, 8, 200, 203, 400}, 3},
	} {
		if got := picturesAt(c.instants); got != c.want {
			t.Errorf("pictures at %v = %d, want %d", c.instants, got, c.want)
		}
	}
}
