package gui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
)

func TestTheQuestionBeforeClosingFitsTheSmallestWindow(t *testing.T) {
	speakGerman(t)
	for i, command := range [][]string{
		nil,
		{"sh", "-c", strings.Repeat("gzip -k 'a long name of a file' && ", 40)},
		{"/opt/" + strings.Repeat("averylongname", 30)},
	} {
		s := newStage(t, fyne.NewSize(1024, 700))
		s.w.runTapped()
		s.send(snapshot(4))
		if command != nil {
			s.w.target = &run.ObserveOptions{Command: command}
		}
		s.w.closeTapped()
		s.capture(fmt.Sprintf("closing%d", i))
		card := s.w.win.Canvas().Overlays().Top().(*widget.PopUp)
		if size, least := card.Content.Size(), card.Content.MinSize(); least.Width > 984 || least.Height > 660 || size.Height < least.Height {
			t.Errorf("%.20q: the card is %v and takes at least %v, want it in the window", command, size, least)
		}
		for _, o := range test.LaidOutObjects(card) {
			if l, ok := o.(*widget.Label); ok && strings.Contains(l.Text, "\n") {
				t.Errorf("%.20q: %q has lines of its own, want them as wide as the card", command, l.Text)
			}
		}
		s.end()
	}
}
