package gui

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// drawnMono returns what a text of fixed width looks like, black on white.
func drawnMono(t *testing.T, text string, size, scale float32) image.Image {
	t.Helper()
	ink := canvas.NewText(text, color.Black)
	ink.TextStyle.Monospace, ink.TextSize = true, size
	w := test.NewTempWindow(t, &fyne.Container{Objects: []fyne.CanvasObject{canvas.NewRectangle(color.White), ink}})
	w.SetPadded(false)
	w.Canvas().(test.WindowlessCanvas).SetScale(scale)
	w.Resize(fyne.NewSize(30, 40))
	w.Content().(*fyne.Container).Objects[0].Resize(fyne.NewSize(30, 40))
	ink.Resize(ink.MinSize())
	return w.Canvas().Capture()
}

// darkest is how dark the darkest pixel of the first rows is, 0..1.
func darkest(picture image.Image, rows int) float64 {
	least := uint32(0xFFFF)
	for y := range rows {
		for x := range picture.Bounds().Dx() {
			r, _, _, _ := picture.At(x, y).RGBA()
			least = min(least, r)
		}
	}
	return 1 - float64(least)/0xFFFF
}

// TestAnUnderscoreIsSeen asks for it in the rows of pixels that OpenGL draws at least: a
// program without its underscores is another one.
func TestAnUnderscoreIsSeen(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(newTheme(alwaysLight))
	for _, scale := range []float32{1, 1.2, 1.5, 2, 3} {
		for _, name := range []fyne.ThemeSizeName{theme.SizeNameText, theme.SizeNameCaptionText} {
			size := theme.Size(name)
			high := fyne.MeasureText("_", size, fyne.TextStyle{Monospace: true}).Height
			if got := darkest(drawnMono(t, "_", size, scale), int(high*scale)); got < 0.3 {
				t.Errorf("an underscore of %s at scale %v is %.0f %% black, want 30 at least", name, scale, got*100)
			}
		}
	}
}

func TestAFontThatIsNotUnderstoodIsTakenAsItIs(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("no font"), append(make([]byte, 5), 200, 0, 0, 0, 0, 0, 0, 1)} {
		font := fyne.NewStaticResource("own.ttf", data)
		if got := roomy(font); got != fyne.Resource(font) {
			t.Errorf("font of %d bytes became %q", len(data), got.Name())
		}
	}
}
