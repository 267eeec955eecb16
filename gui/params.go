package gui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// paramFields has an entry for each parameter of the task that is chosen.
type paramFields struct {
	fields  []*field
	content *fyne.Container
	edited  func()
}

func newParamFields(edited func()) *paramFields {
	return &paramFields{content: container.NewVBox(), edited: edited}
}

// load makes the entries of a task's parameters, with the defaults where the
// plan says nothing.
func (p *paramFields) load(t plan.Task) {
	w, _ := workload.Lookup(t.Name)
	p.fields = nil
	p.content.RemoveAll()
	for _, param := range w.Params {
		value, ok := t.Params[param.Name]
		if !ok {
			value = param.Default
		}
		f := p.entry(param, value)
		p.fields = append(p.fields, f)
		p.content.Add(f.box)
	}
	show(p.content, len(p.fields) > 0)
}

func (p *paramFields) entry(param workload.Param, value float64) *field {
	entry := widget.NewEntry()
	entry.SetText(strconv.FormatFloat(value, 'f', -1, 64))
	entry.OnChanged = func(string) { p.edited() }
	text := func() string { return entry.Text }
	return newField("task.params."+param.Name, param.Name, foreign(param.Help), entry, text)
}
