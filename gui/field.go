package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// field is one setting of a plan in the form: its name, what it is set with, a
// few words of help, and what is wrong with it.
type field struct {
	key   string         // in the plan file, "pool.workers"
	name  string         // on the screen
	focus fyne.Focusable // what is typed into first; nil for none
	text  func() string  // what was chosen or typed, as a plan file would have it
	help  *caption
	wrong *caption
	alarm *fyne.Container // wrong with its sign
	box   *fyne.Container
}

const nameWidth = 92

func newField(key, name, help string, control fyne.CanvasObject, text func() string) *field {
	f := &field{key: key, name: name, focus: focusOf(control), text: text, help: newCaption(help), wrong: newCaption("")}
	f.wrong.segment.Style.ColorName = theme.ColorNameError
	sign := widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))
	f.alarm = container.New(alarmLayout{}, f.wrong, sign)
	f.alarm.Hide()
	if help == "" {
		f.help.Hide()
	}
	label := shortLabel()
	label.SetText(name)
	named := newTipArea(label, func(float32) string { return f.tip() })
	row := container.NewBorder(nil, nil, fixedWidth(nameWidth, named), nil, control)
	f.box = container.NewVBox(row, indented(f.help), f.alarm)
	return f
}

// tip says what the field is and how a plan file calls it, "" where there is no help.
func (f *field) tip() string {
	text := f.help.text()
	if text == "" {
		return ""
	}
	if f.key != "" {
		text += "\n" + tr.F("In a plan file: %s", f.key)
	}
	return f.name + ": " + text
}

// indented puts help under the control it belongs to.
func indented(l *caption) fyne.CanvasObject {
	return container.New(helpLayout{}, l)
}

// helpLayout takes away most of the air above a caption, so that it is read
// with what stands over it.
type helpLayout struct{}

const helpRaise = 7

func (helpLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if !objects[0].Visible() {
		return fyne.NewSize(0, 0)
	}
	size := objects[0].MinSize()
	return fyne.NewSize(size.Width+nameWidth, max(0, size.Height-helpRaise-3))
}

func (helpLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(nameWidth, -helpRaise))
	objects[0].Resize(fyne.NewSize(max(0, size.Width-nameWidth), size.Height+helpRaise+3))
}

// alarmLayout puts what is wrong under the control it belongs to, and its sign
// before the first line.
type alarmLayout struct{}

const signSize = 14

func (alarmLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	return fyne.NewSize(size.Width+nameWidth+signSize, max(0, size.Height-helpRaise-3))
}

func (alarmLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	const left = nameWidth + signSize
	objects[0].Move(fyne.NewPos(left, -helpRaise))
	objects[0].Resize(fyne.NewSize(max(0, size.Width-left), size.Height+helpRaise+3))
	inner, line := theme.InnerPadding(), fyne.MeasureText("Hg", theme.CaptionTextSize(), fyne.TextStyle{}).Height
	objects[1].Move(fyne.NewPos(nameWidth+inner-2, inner-helpRaise+(line-signSize)/2))
	objects[1].Resize(fyne.NewSize(signSize, signSize))
}

// setHelp changes the words of help.
func (f *field) setHelp(text string) {
	if f.help.text() == text {
		return
	}
	f.help.SetText(text)
	show(f.help, text != "")
	f.box.Refresh()
}

// setProblem says what is wrong with the field, "" for nothing.
func (f *field) setProblem(text string) {
	if f.wrong.text() == text {
		return
	}
	f.wrong.SetText(text)
	show(f.alarm, text != "")
	f.box.Refresh()
}

// show shows or hides an object.
//
//nolint:revive // the boolean is the value that is set
func show(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
