package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTheLinesUnderTheTableAreNeverOverEachOther(t *testing.T) {
	test.NewTempApp(t)
	c := newRowCaption()
	snap := snapshot(8)
	for i := range snap.Rows {
		snap.Rows[i].Usage.RSS, snap.Rows[i].Usage.PSS = 103<<20, 26<<20
	}
	c.set(snap, 12)
	if !c.line.Visible() {
		t.Fatal("nothing is said of shared memory")
	}
	for _, width := range []float32{900, 480, 200} {
		c.content.Resize(fyne.NewSize(width, c.content.MinSize().Height))
		for _, line := range []*caption{c.shared, c.totals} {
			if high := line.MinSize().Height; high > 2*captionHeight {
				t.Errorf("in a width of %v %q is %v high, want one line", width, line.text(), high)
			}
		}
	}
}
