package gui

import (
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// inputsKey stands for the [inputs] table as a whole, which is one field here.
const inputsKey = "inputs"

// inputFields sets where the inputs come from: a kind, and the text that goes
// with it.
type inputFields struct {
	kind    *widget.Select
	entry   *listEntry
	choose  *widget.Button
	clear   *widget.Button // for inputs that are too many to edit here
	field   *field
	pick    func(func(string)) // asks for a file
	folder  func(func(string)) // asks for a folder
	current func() plan.Plan   // that the form stands for
	edited  func()
	texts   map[plan.InputKind]string // what was typed under each kind
	about   string                    // what the task makes of an input
	tasks   string                    // how many tasks the inputs make
	kept    *plan.Inputs              // of the plan, where they are too many to edit here; nil else
	quiet   bool                      // the entry is being set by the program
	said    string                    // what was pasted or dropped, until the next edit
	next    string                    // what is to be said after an edit that goes on
	more    *moreInputs
}

func newInputFields(pick func(func(string)), edited func()) *inputFields {
	f := &inputFields{pick: pick, folder: pick, edited: edited, current: plan.Default, texts: map[plan.InputKind]string{}}
	f.kind = widget.NewSelect(kindNames(), f.kindChosen)
	f.entry = newListEntry()
	// Fyne breaks a line by measuring all that is left of it again and again: 20
	// KiB on a line take minutes. So lines are broken before they get here.
	f.entry.Wrapping = fyne.TextWrapOff
	f.entry.SetMinRowsVisible(2)
	f.entry.OnChanged = f.typed
	f.choose = widget.NewButtonWithIcon(tr.T("Choose …"), theme.FolderOpenIcon(), f.chooseTapped)
	f.entry.pasted = f.pastedText
	f.clear = widget.NewButton(tr.T("Clear"), f.clearTapped)
	f.more = newMoreInputs(edited)
	// One below the other: beside each other they would make the form wider.
	f.field = newField(inputsKey, tr.T("From"), "", container.NewVBox(f.kind, f.entry, f.choose, f.clear), nil)
	f.field.name = tr.T("Inputs") // in what is said elsewhere
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
	f.kept, f.said = nil, ""
	text, whole := boundedText(in)
	if !whole {
		f.kept = &in
		text = text[:strings.LastIndexByte(text[:inputColumns], ',')+1] + " …"
	}
	if in.Kind == plan.Values { // a comma in the name of a file ends nothing
		text = brokenList(text, inputColumns)
	}
	f.texts = map[plan.InputKind]string{in.Kind: text}
	f.kind.SetSelected(string(in.Kind))
	f.showKind()
}

// boundedText is inputsText where that can be edited here, else a beginning of it.
func boundedText(in plan.Inputs) (text string, whole bool) {
	some := in
	bytes := 0
	for i, v := range in.Values {
		if bytes += len(v); bytes > mostInputs {
			some.Values = in.Values[:i+1]
			break
		}
	}
	text = inputsText(some)
	return text, len(text) <= mostInputs
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
		f.said = ""
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
	show(f.choose, kind == plan.Lines || kind == plan.CSV || kind == plan.Glob)
	show(f.clear, f.keeps())
	f.explain(f.about, f.tasks)
}

func (f *inputFields) typed(text string) {
	f.texts[f.chosen()] = text
	if !f.quiet {
		f.said, f.next = f.next, ""
		f.edited()
	}
}

// tellLater has a sentence said after the edit that comes.
func (f *inputFields) tellLater(said string) { f.said, f.next = said, said }

// clearTapped makes room for other values than those that are too many to edit.
func (f *inputFields) clearTapped() {
	f.fill(plan.Inputs{Kind: f.chosen()}, "")
	if c := fyne.CurrentApp().Driver().CanvasForObject(f.entry); c != nil {
		c.Focus(f.entry)
	}
}

func (f *inputFields) chooseTapped() {
	if f.chosen() == plan.Glob {
		f.folder(f.folderChosen)
		return
	}
	f.pick(func(path string) { f.entry.SetText(path) })
}

// folderChosen takes all files of a folder, or all with the ending of a file.
func (f *inputFields) folderChosen(path string) {
	pattern := plan.FilesIn(path)
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		pattern = plan.FilesLike(path)
	}
	f.entry.SetText(pattern)
}

// explain says what the kind is, what the task makes of an input, and how many
// tasks there are.
func (f *inputFields) explain(about, tasks string) {
	f.about, f.tasks = about, tasks
	text := strings.TrimSpace(tasks + " " + kindHelp(f.chosen()))
	if f.keeps() {
		text = tr.F("%s: too many to edit here.", plural(len(f.kept.Values), "value"))
	}
	text = strings.TrimSpace(f.said + " " + text)
	if about != "" {
		text = strings.TrimSpace(text + " " + tr.F("Each input: %s.", about))
	}
	f.field.setHelp(text)
}

func placeholder(k plan.InputKind) string {
	switch k {
	case plan.Values:
		return tr.T("such as 1, 2, 3")
	case plan.Range:
		return tr.T("such as 0, 100, 1")
	case plan.Lines:
		return tr.T("such as inputs.txt")
	case plan.Glob:
		return tr.T("such as *.png")
	case plan.CSV:
		return tr.T("such as inputs.csv")
	case plan.Repeat:
		return tr.T("such as 20")
	case plan.Stdin:
		return ""
	}
	return ""
}

func kindHelp(k plan.InputKind) string {
	switch k {
	case plan.Values:
		return tr.T("One task for each value.")
	case plan.Range:
		return tr.T("First, end (not included), step.")
	case plan.Lines:
		return tr.T("One task for each line of a file.")
	case plan.Glob:
		return tr.T("One task for each file that matches.")
	case plan.CSV:
		return tr.T("One task for each row of a file.")
	case plan.Stdin:
		return tr.T("One task for each line of standard input.")
	case plan.Repeat:
		return tr.T("So many tasks, numbered from 0.")
	}
	return ""
}
