package gui

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/internal/ansi"
)

func TestWhatIsDrawnInAColourCanBeRead(t *testing.T) {
	for look, variant := range looks() {
		th := newTheme(look)
		ground := th.Color(theme.ColorNameBackground, variant)
		plainly := th.Color(theme.ColorNameForeground, variant)
		base, text := nrgba(ground), nrgba(plainly)
		var colors []ansi.Color
		for i := range 256 {
			colors = append(colors, ansi.Color{Kind: ansi.Indexed, Index: uint8(i)})
		}
		colors = append(colors, ansi.Color{}, ansi.Color{Kind: ansi.Direct, R: 127, G: 127, B: 127}, ansi.Color{Kind: ansi.Direct, R: 1, G: 250, B: 3})
		for i, c := range colors {
			for _, g := range []ansi.Color{{}, colors[(7*i)%256], c, colors[i%16]} {
				for _, style := range []ansi.Style{{Text: c, Ground: g}, {Text: c, Ground: g, Inverse: true}, {Text: c, Ground: g, Faint: true}} {
					drawn := inkOf(style, text, base)
					on := ground
					if drawn.fill != nil {
						on = drawn.fill
					}
					if got := contrast(drawn.text, on); got < textContrast {
						t.Fatalf("%s: contrast of %+v = %.2f, want %.1f at least", look, style, got, textContrast)
					}
				}
			}
		}
	}
}

func nrgba(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }

func TestColoursReachTheScreen(t *testing.T) {
	s := outputStage(t, saying("plain \x1b[1;4;31mred\x1b[0m \x1b[7minverse\x1b[0m"))
	row := newOutputRow()
	row.set(s.w.output.face(0), fyne.Position{}, fyne.NewSize(700, outputHeight))
	if len(row.texts) != 5 || len(row.fills) != 2 {
		t.Fatalf("the row has %d texts and %d fills, want 4 and one again for bold, an underline and a ground", len(row.texts), len(row.fills))
	}
	red := row.texts[1]
	r, g, b, _ := red.Color.RGBA()
	if red.Text != "red" || row.texts[2].Text != "red" || r < 2*g || r < 2*b {
		t.Errorf("%q and %q are drawn in %v, want bold red", red.Text, row.texts[2].Text, red.Color)
	}
	s.end()
}
