package gui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// inputsKey stands for the [inputs] table as a whole, which is one field here.
const inputsKey = "inputs"

// inputFields sets where the inputs come from: a kind, and the text that goes
// with it.
type inputFields struct {
	kind   *widget.Select
	entry  *listEntry
	choose *widget.Button
	field  *field
	pick   func(func(string)) // asks for a file
	edited func()
	texts  map[plan.InputKind]string // what was typed under each kind
	about  string                    // what the task makes of an input
	tasks  string                    // how many tasks the inputs make
	kept   *plan.Inputs              // of the plan, where they are too many to edit here; nil else
	quiet  bool                      // the entry is being set by the program
	more   *moreInputs
}

func newInputFields(pick func(func(string)), edited func()) *inputFields {
	f := &inputFields{pick: pick, edited: edited, texts: map[plan.InputKind]string{}}
	f.kind = widget.NewSelect(kindNames(), f.kindChosen)
	f.entry = newListEntry()
	// Fyne breaks a line by measuring all that is left of it again and again: 20
	// KiB on a line take minutes. So lines are broken before they get here.
	f.entry.Wrapping = fyne.TextWrapOff
	f.entry.SetMinRowsVisible(2)
	f.entry.OnChanged = f.typed
	f.choose = widget.NewButtonWithIcon("Choose …", theme.FolderOpenIcon(), f.chooseTapped)
	top := container.NewBorder(nil, nil, nil, f.choose, f.kind)
	f.more = newMoreInputs(edited)
	f.field = newField(inputsKey, "Inputs", "", container.NewVBox(top, f.entry), nil)
	f.field.focus = f.entry
	return f
}

func kindNames() []string {
	var names []string
	for _, k := range plan.Kinds() {
		names = append(names, string(k))
	}
	return names
}

func (f *inputFields) chosen() plan.InputKind { return plan.InputKind(f.kind.Selected) }

const (
	mostInputs   = 8000 // bytes of text that can be edited here
	inputColumns = 24   // that the entry shows in a narrow window
)

// load shows a plan's inputs.
func (f *inputFields) load(in plan.Inputs) {
	f.kept = nil
	text := inputsText(in)
	if len(text) > mostInputs {
		f.kept = &in
		text = text[:strings.LastIndexByte(text[:inputColumns], ',')+1] + " …"
	}
	f.texts = map[plan.InputKind]string{in.Kind: brokenList(text, inputColumns)}
	f.kind.SetSelected(string(in.Kind))
	f.showKind()
}

// suggest shows inputs that make a good first run of a task.
func (f *inputFields) suggest(task string) {
	w, ok := workload.Lookup(task)
	if !ok {
		return
	}
	in, err := plan.ParseInputs(plan.Values, w.Input.Examples, w)
	if err == nil {
		f.quiet = true
		f.load(in)
		f.quiet = false
	}
}

// read sets the inputs that the fields stand for in a plan, whose task and method
// are asked whether they take them.
func (f *inputFields) read(p *plan.Plan) error {
	if p.Task.Kind == plan.Command {
		if err := f.more.read(p); err != nil {
			return err
		}
	}
	if f.keeps() {
		p.Inputs = withSource(p.Inputs, *f.kept)
		return nil
	}
	return p.Set(inputsKey+"."+string(f.chosen()), f.entry.Text) //nolint:wrapcheck // says all there is to say
}

// keeps tells that the inputs are those of the plan, which the entry only hints at.
func (f *inputFields) keeps() bool { return f.kept != nil && f.kept.Kind == f.chosen() }

func (f *inputFields) kindChosen(string) {
	f.showKind()
	if !f.quiet {
		f.edited()
	}
}

// showKind shows what goes with the kind: its text, and a button where it names
// a file.
func (f *inputFields) showKind() {
	kind := f.chosen()
	was := f.quiet
	f.quiet = true
	f.entry.SetText(f.texts[kind])
	f.quiet = was
	f.entry.SetPlaceHolder(placeholder(kind))
	f.entry.Enable()
	if f.keeps() {
		f.entry.Disable()
	}
	show(f.entry, kind != plan.Stdin)
	show(f.choose, kind == plan.Lines || kind == plan.CSV)
	f.explain(f.about, f.tasks)
}

func (f *inputFields) typed(text string) {
	f.texts[f.chosen()] = text
	if !f.quiet {
		f.edited()
	}
}

func (f *inputFields) chooseTapped() {
	f.pick(func(path string) { f.entry.SetText(path) })
}

// explain says what the kind is, what the task makes of an input, and how many
// tasks there are.
func (f *inputFields) explain(about, tasks string) {
	f.about, f.tasks = about, tasks
	text := strings.TrimSpace(tasks + " " + kindHelp(f.chosen()))
	if f.keeps() {
		text = plural(len(f.kept.Values), "value") + ": too many to edit here."
	}
	if about != "" {
		text = strings.TrimSpace(text + " Each input: " + about + ".")
	}
	f.field.setHelp(text)
}

func placeholder(k plan.InputKind) string {
	switch k {
	case plan.Values:
		return "such as 1, 2, 3"
	case plan.Range:
		return "such as 0, 100, 1"
	case plan.Lines:
		return "such as inputs.txt"
	case plan.Glob:
		return "such as *.png"
	case plan.CSV:
		return "such as inputs.csv"
	case plan.Repeat:
		return "such as 20"
	case plan.Stdin:
		return ""
	}
	return ""
}

func kindHelp(k plan.InputKind) string {
	switch k {
	case plan.Values:
		return "One task for each value."
	case plan.Range:
		return "First, end (not included), step."
	case plan.Lines:
		return "One task for each line of a file."
	case plan.Glob:
		return "One task for each file that matches."
	case plan.CSV:
		return "One task for each row of a file."
	case plan.Stdin:
		return "One task for each line of standard input."
	case plan.Repeat:
		return "So many tasks, numbered from 0."
	}
	return ""
}
