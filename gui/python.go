package gui

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// What is shown of a program. More, or longer lines, would hold up the window.
const (
	mostProgram = 64 << 10 // bytes
	mostColumns = 400
)

// pythonTapped shows the plan in the form as a Python program, or what is wrong
// with the plan.
func (w *Window) pythonTapped() {
	p, problems := w.form.plan()
	if len(problems) > 0 {
		complain(w.win, tr.T("This plan cannot be written as Python yet"), tr.F("Put right first:\n%s", problems.Error()))
		return
	}
	program, err := programOf(p)
	if err != nil {
		complain(w.win, tr.T("This plan cannot be written as Python"), err.Error())
		return
	}
	tell(w.win, tr.T("The plan as a Python program"), w.programView(program), fyne.NewSize(860, 600))
}

// programOf returns the plan's program, which finds its files from any folder
// where the plan has one.
func programOf(p plan.Plan) (string, error) {
	if dir, err := filepath.Abs(p.Dir); err == nil && p.Dir != "" {
		p.Dir = dir
	}
	return p.Python() //nolint:wrapcheck // names all there is to say
}

// programView shows a program to read, to select from, to copy and to save.
func (w *Window) programView(program string) fyne.CanvasObject {
	shown := broken(clipped(program, mostProgram), mostColumns)
	text := widget.NewLabel(shown)
	text.TextStyle.Monospace, text.Selectable = true, true
	note := widget.NewLabel("")
	if shown != program {
		note.SetText(tr.T("Too long to be shown as it is: Copy and Save as give the whole program."))
	}
	buttons := container.NewHBox(
		widget.NewButtonWithIcon(tr.T("Copy"), theme.ContentCopyIcon(), func() { w.app.Clipboard().SetContent(program) }),
		widget.NewButtonWithIcon(tr.T("Save as …"), theme.DocumentSaveIcon(), func() { w.saveProgramTapped(program) }),
		note,
	)
	return container.NewBorder(nil, buttons, nil, nil, container.NewScroll(text))
}

func (w *Window) saveProgramTapped(program string) {
	w.askFile(fileQuestion{
		title: tr.T("Save the program as"), do: tr.T("Save"), name: programName(w.path), suffix: ".py", save: true,
		chosen: func(path string) { w.saveProgram(path, program) },
	})
}

func (w *Window) saveProgram(path, program string) {
	if err := writeFile(path, []byte(program), publicFile); err != nil {
		complain(w.win, tr.T("The program could not be saved"), err.Error())
	}
}

// programName suggests the name of the plan's file with another ending.
func programName(path string) string {
	if path == "" {
		return "my.py"
	}
	name := strings.TrimSuffix(filepath.Base(path), planSuffix)
	return strings.TrimSuffix(name, ".toml") + ".py"
}
