package gui

import (
	"flag"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the pictures in testdata instead of comparing with them")
	flag.Parse()
	os.Exit(m.Run())
}

// TestTheWindowLooksAsItDid compares the window without its form, which depends on the
// machine: how many cores it has, and how its processor is called.
func TestTheWindowLooksAsItDid(t *testing.T) {
	for name, look := range map[string]appearance{"window-light": alwaysLight, "window-dark": alwaysDark, "window-contrast": contrasted} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, small())
			s.w.lookChosen(look)
			s.w.live.hardware = func() metrics.Topology { return metrics.Topology{} }
			s.w.live.limit = func() (uint64, bool) { return 0, false }
			s.w.split.SetOffset(0.27)
			s.w.runTapped()
			s.send(settledSnapshot())
			s.w.live.pick(2)
			s.resize(small())
			left := int(math.Round(float64(fyne.CurrentApp().Driver().AbsolutePositionForObject(s.w.tabs).X)))
			compareGolden(t, name, cropped(s.w.win.Canvas().Capture(), left))
			s.end()
		})
	}
}

// settledSnapshot has nothing in it that leads to a notice.
func settledSnapshot() *run.Snapshot {
	s := snapshot(8)
	s.PoolMem = run.Series{T: []float64{8}, V: []float64{40 << 20}}
	return s
}

// cropped returns what of a picture is right of a column.
func cropped(picture image.Image, left int) image.Image {
	b := picture.Bounds()
	part := image.NewRGBA(image.Rect(0, 0, b.Dx()-left, b.Dy()))
	for y := range part.Rect.Dy() {
		for x := range part.Rect.Dx() {
			part.Set(x, y, picture.At(b.Min.X+left+x, b.Min.Y+y))
		}
	}
	return part
}

// compareGolden holds a picture against testdata, and leaves it as got-*.png there where
// it differs.
func compareGolden(t *testing.T, name string, got image.Image) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if flag.Lookup("update").Value.(flag.Getter).Get() == true {
		if err := writePNG(path, got); err != nil {
			t.Fatal(err)
		}
		return
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatalf("%v: run the test with -update to make it", err)
	}
	want, err := png.Decode(f)
	if closing := f.Close(); err != nil || closing != nil {
		t.Fatalf("read %s: %v, %v", path, err, closing)
	}
	// Other processors round edges of letters otherwise: a few pixels may differ.
	if n, most := differing(got, want), got.Bounds().Dx()*got.Bounds().Dy()/500; n > most {
		left := filepath.Join("testdata", "got-"+name+".png")
		if err := writePNG(left, got); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%d pixels of %s differ from %s, want %d at most: -update takes it over where it is meant", n, left, path, most)
	}
}

// differing returns how many pixels of two pictures differ visibly, all of them where the
// pictures have not one size.
func differing(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	apart := func(p, q uint8) bool { return max(p, q)-min(p, q) > 12 }
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			if apart(p.R, q.R) || apart(p.G, q.G) || apart(p.B, q.B) {
				n++
			}
		}
	}
	return n
}
