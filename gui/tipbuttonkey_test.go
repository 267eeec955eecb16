package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestEnterAndSpacePressAButtonOfTheToolbar(t *testing.T) {
	test.NewTempApp(t)
	for _, name := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
		pressed := 0
		b := newTipButton("Run", nil, "", func() { pressed++ })
		b.TypedKey(key(name))
		if pressed != 1 {
			t.Errorf("pressed %d times by %s, want 1", pressed, name)
		}
		b.Disable()
		b.TypedKey(key(name))
		if pressed != 1 {
			t.Errorf("pressed %d times by %s after it was disabled, want 1", pressed, name)
		}
	}
}
