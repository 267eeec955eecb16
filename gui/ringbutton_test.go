package gui

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// leastGraphics is the contrast that what is no text has to have to what is beside it.
const leastGraphics = 3

// acrossEdge returns the colours that follow on each other across a button's left edge, from
// the window on into the button.
func (s *stage) acrossEdge(b fyne.Focusable) []color.Color {
	picture, scale := s.w.win.Canvas().Capture(), s.w.win.Canvas().Scale()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b.(fyne.CanvasObject))
	var colours []color.Color
	for d := float32(-1); d < 2*(ringThick+ringGap); d++ {
		c := picture.At(int((at.X+d)*scale), int((at.Y+b.(fyne.CanvasObject).Size().Height/2)*scale))
		if n := len(colours); n == 0 || contrast(c, colours[n-1]) > 1.1 {
			colours = append(colours, c)
		}
	}
	return colours
}

func TestTheFocusIsSeenOnImportantButtons(t *testing.T) {
	for look := range looks() {
		s := newStage(t, small())
		s.w.lookChosen(look)
		start := s.tipOf("Run the plan")
		if plain := s.acrossEdge(start); len(plain) != 2 {
			t.Errorf("%s: colours across the edge = %v, want the window's and the button's", look, plain)
		}
		s.w.win.Canvas().Focus(start)
		focused := s.acrossEdge(start)
		if len(focused) != 4 {
			t.Fatalf("%s: colours across the edge with the focus = %v, want the window, the ring, its gap and the button", look, focused)
		}
		for i := range focused[1:] {
			if got := contrast(focused[i], focused[i+1]); got < leastGraphics {
				t.Errorf("%s: contrast of %v and %v beside it = %.2f, want %v at least", look, focused[i], focused[i+1], got, leastGraphics)
			}
		}
		s.w.win.Canvas().Unfocus()
		if plain := s.acrossEdge(start); len(plain) != 2 {
			t.Errorf("%s: colours across the edge when the focus has gone = %v, want two", look, plain)
		}
	}
}

func TestTheFocusIsSeenOnTheButtonsOfAQuestion(t *testing.T) {
	s := running(t)
	s.w.closeTapped()
	top := s.w.win.Canvas().Overlays().Top()
	buttons := 0
	for _, o := range test.LaidOutObjects(top) {
		b, ok := o.(*sheetButton)
		if !ok {
			continue
		}
		buttons++
		s.w.win.Canvas().Focus(b)
		if got := s.acrossEdge(b); len(got) < 4 {
			t.Errorf("colours across the edge of %q with the focus = %v, want a ring", b.Text, got)
		}
	}
	if buttons != 2 {
		t.Errorf("buttons = %d, want 2", buttons)
	}
	s.end()
}

// TestTheRingHasContrast is of each colour that a button with a ring may have: the ring is
// beside the ground, and either it or its gap can be told from the button.
func TestTheRingHasContrast(t *testing.T) {
	for look, variant := range looks() {
		th := newTheme(look)
		ring, focus := th.Color(theme.ColorNameForeground, variant), th.Color(theme.ColorNameFocus, variant)
		for _, ground := range []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameOverlayBackground} {
			if got := contrast(ring, th.Color(ground, variant)); got < leastGraphics {
				t.Errorf("%s: contrast of the ring on %s = %.2f, want %v at least", look, ground, got, leastGraphics)
			}
		}
		gap := th.Color(theme.ColorNameBackground, variant)
		for _, button := range []fyne.ThemeColorName{theme.ColorNamePrimary, theme.ColorNameError, theme.ColorNameButton, theme.ColorNameDisabledButton} {
			fill := over(focus, th.Color(button, variant))
			if got := max(contrast(ring, fill), contrast(gap, fill)); got < leastGraphics {
				t.Errorf("%s: contrast of ring and gap to %s = %.2f, want %v at least", look, button, got, leastGraphics)
			}
		}
	}
}
