package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// autoWord stands in a plan for a number that Poolscope works out.
const autoWord = "auto"

// stepper sets a number, or "auto": by typing, by one down or up, or with the
// slider below.
type stepper struct {
	entry   *sheetEntry // Escape does nothing unless a sheet says what
	auto    *widget.Button
	slider  *widget.Slider
	top     float64
	content fyne.CanvasObject
	current func() int // what "auto" stands for
	follow  bool       // the slider is being set after the entry
}

// newStepper returns a stepper whose slider goes from 1 to top; more can be typed.
func newStepper(top int, current func() int, changed func(string)) *stepper {
	s := &stepper{entry: newSheetEntry(nil, func() {}), top: float64(top), current: current}
	s.entry.OnChanged = func(text string) {
		s.followEntry()
		changed(text)
	}
	s.auto = widget.NewButton(tr.T("Auto"), s.autoTapped)
	s.slider = widget.NewSlider(1, s.top)
	s.slider.OnChanged = s.slid
	less := widget.NewButtonWithIcon("", theme.ContentRemoveIcon(), func() { s.step(-1) })
	more := widget.NewButtonWithIcon("", theme.ContentAddIcon(), func() { s.step(1) })
	row := container.NewBorder(nil, nil, less, container.NewHBox(more, s.auto), s.entry)
	s.content = container.NewVBox(row, s.slider)
	return s
}

func (s *stepper) text() string { return strings.TrimSpace(s.entry.Text) }

// number returns what is set, with "auto" worked out; false when it is no number.
func (s *stepper) number() (int, bool) {
	if s.text() == autoWord {
		return s.current(), true
	}
	n, err := strconv.Atoi(s.text())
	return n, err == nil
}

func (s *stepper) step(by int) {
	n, ok := s.number()
	if !ok {
		n = s.current() - by
	}
	s.entry.SetText(strconv.Itoa(max(1, n+by)))
}

func (s *stepper) autoTapped() { s.entry.SetText(autoWord) }

func (s *stepper) slid(v float64) {
	if !s.follow {
		s.entry.SetText(strconv.Itoa(int(v)))
	}
}

func (s *stepper) followEntry() {
	n, ok := s.number()
	if !ok {
		return
	}
	s.follow = true
	s.slider.SetValue(min(s.top, max(1, float64(n))))
	s.follow = false
}
