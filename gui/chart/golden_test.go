package chart

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the pictures in testdata instead of comparing with them")
	flag.Parse()
	os.Exit(m.Run())
}

// marks is a picture of all marks, wide and slender.
func marks() Data {
	d := Data{To: 10, LanesTitle: "Tasks"}
	for i, m := range []Mark{Plain, Open, Failed, Ended} {
		l := Lane{Name: []string{"Plain", "Open", "Failed", "Ended"}[i], Style: i}
		for j, width := range []float64{2, 1, 0.3, 0.1, 0.02} {
			l.Bars = append(l.Bars, Bar{From: 2 * float64(j), To: 2*float64(j) + width, Style: i, Mark: m})
		}
		d.Lanes = append(d.Lanes, l)
	}
	return d
}

func TestPicturesAreAsTheyWere(t *testing.T) {
	paused := pool(3, 12)
	paused.Badge = "PAUSED"
	held := pool(3, 12)
	held.Markers = []Marker{
		{At: 3, Text: "Process-2 killed"}, {At: 7, Text: "tasks held"}, {At: 7.2, Text: "3 to 4 slots"}, {At: 11.8, Text: "tasks handed out"},
	}
	for _, c := range []struct {
		name    string
		variant fyne.ThemeVariant
		data    Data
		size    fyne.Size
		scale   float32
		mouse   fyne.Position
	}{
		{"pool-light", theme.VariantLight, paused, fyne.NewSize(420, 300), 1, fyne.Position{}},
		{"pool-dark", theme.VariantDark, pool(7, 12), fyne.NewSize(420, 320), 1, fyne.NewPos(180, 120)},
		{"markers-light", theme.VariantLight, held, fyne.NewSize(420, 320), 1, fyne.Position{}},
		{"marks-dark", theme.VariantDark, marks(), fyne.NewSize(240, 110), 2, fyne.Position{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wear(t, c.variant)
			chart := New()
			w := test.NewTempWindow(t, chart)
			w.SetPadded(false)
			w.Canvas().(test.WindowlessCanvas).SetScale(c.scale)
			w.Resize(c.size)
			chart.SetData(c.data)
			if !c.mouse.IsZero() {
				chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: c.mouse}})
			}
			compare(t, c.name, w.Canvas().Capture())
		})
	}
}

// compare holds a picture against testdata, and leaves it as got-*.png there if
// it differs.
func compare(t *testing.T, name string, got image.Image) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if flag.Lookup("update").Value.(flag.Getter).Get() == true {
		write(t, path, got)
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run the test with -update to make it", err)
	}
	want, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	// Other processors round edges of letters otherwise: a few pixels may differ.
	if n := unlike(got, want); n > got.Bounds().Dx()*got.Bounds().Dy()/500 {
		left := filepath.Join("testdata", "got-"+name+".png")
		write(t, left, got)
		t.Errorf("%d pixels of %s differ from %s", n, left, path)
	}
}

// unlike returns how many pixels of two pictures differ visibly.
func unlike(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			p := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA)
			q := color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			if apart(p.R, q.R) || apart(p.G, q.G) || apart(p.B, q.B) {
				n++
			}
		}
	}
	return n
}

func apart(a, b uint8) bool { return max(a, b)-min(a, b) > 12 }

func write(t *testing.T, path string, picture image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
