package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// kindFields sets what the task is, and what tasks that are not built in go by:
// an entry for each of their keys, of which those of the kind are shown.
type kindFields struct {
	choice  *widget.Select
	field   *field
	own     []*field
	entries map[string]*widget.Entry
	lines   []*listEntry  // those among them of several lines
	shell   *widget.Check // the command is a script for a shell
	preview *preview      // of tasks of any kind; the form puts it below the inputs
	content *fyne.Container
	pick    func(func(string)) // asks for a file
	edited  func()
	chosen  func() // called when another kind was chosen
}

func newKindFields(pick func(func(string)), chosen, edited func()) *kindFields {
	k := &kindFields{entries: map[string]*widget.Entry{}, preview: newPreview(), pick: pick, edited: edited, chosen: chosen}
	k.choice = widget.NewSelect(kindLabels(), func(string) { k.shown(); k.chosen() })
	k.field = newField("task.kind", tr.T("Kind"), "", k.choice, func() string { return string(k.kind()) })
	k.content = container.NewVBox()
	k.add("task.file", tr.T("File"), tr.F("such as %s", "tasks.py"), "")
	k.add("task.program", tr.T("Program"), tr.F("such as %s", "node worker.js"), tr.T("It speaks JSON lines. No shell reads this line."))
	k.add("task.function", tr.T("Function"), "", "")
	k.add("task.initializer", tr.T("Initializer"), tr.T("none"), tr.T("each worker calls it once, before its first task"))
	k.add("task.interpreter", tr.T("Interpreter"), plan.DefaultInterpreter, "")
	k.addCommand()
	return k
}

// add makes the field of a key; that of a file has a button to choose one.
func (k *kindFields) add(key, name, hint, help string) {
	entry := widget.NewEntry()
	entry.SetPlaceHolder(hint)
	entry.OnChanged = func(string) { k.edited() }
	var control fyne.CanvasObject = entry
	if key == "task.file" {
		choose := widget.NewButtonWithIcon(tr.T("Choose …"), theme.FolderOpenIcon(), func() { k.pick(entry.SetText) })
		control = container.NewVBox(entry, choose)
	}
	f := newField(key, name, help, control, func() string { return entry.Text })
	f.focus = entry
	k.entries[key] = entry
	k.own = append(k.own, f)
	k.content.Add(f.box)
}

// kind is the kind that is chosen.
func (k *kindFields) kind() plan.TaskKind {
	if i := k.choice.SelectedIndex(); i >= 0 {
		return plan.TaskKinds()[i]
	}
	return plan.Builtin
}

// fields returns the fields that go with the kind.
func (k *kindFields) fields() []*field {
	var fields []*field
	for _, f := range k.own {
		if k.goes(f.key) {
			fields = append(fields, f)
		}
	}
	return fields
}

// goesWith reports whether the form shows a key for a kind of task.
func goesWith(key string, kind plan.TaskKind) bool {
	switch key {
	case "task.file", "task.interpreter":
		return kind == plan.Python
	case "task.program":
		return kind == plan.Program
	case "task.command", "task.shell", "task.dir", "task.env":
		return kind == plan.Command
	}
	return kind == plan.Python || kind == plan.Program
}

// shown shows the fields of the kind and hides the others.
func (k *kindFields) shown() {
	for _, f := range k.own {
		show(f.box, k.goes(f.key))
	}
	hint := tr.F("such as %s", "worker_task")
	if k.kind() == plan.Program {
		hint = tr.T("none")
	}
	k.entries["task.function"].SetPlaceHolder(hint)
	show(k.shell, k.kind() == plan.Command)
	show(k.content, k.kind() != plan.Builtin)
}

// load shows a plan's task.
func (k *kindFields) load(t plan.Task) {
	interpreter := t.Interpreter
	if interpreter == "" {
		interpreter = plan.DefaultInterpreter
	}
	for key, text := range map[string]string{
		"task.file": t.File, "task.function": t.Function, "task.initializer": t.Initializer,
		"task.interpreter": interpreter, "task.program": plan.JoinWords(t.Program),
		"task.command": plan.JoinWords(t.Command), "task.shell": t.Shell, "task.dir": t.Dir, "task.env": t.EnvText(),
	} {
		k.entries[key].SetText(text)
	}
	k.shell.SetChecked(t.Shell != "")
	for i, kind := range plan.TaskKinds() {
		if kind == t.Kind {
			k.choice.SetSelectedIndex(i)
		}
	}
	k.shown()
}

// kindLabels names the kinds of tasks for a person, in the order of plan.TaskKinds.
func kindLabels() []string {
	labels := map[plan.TaskKind]string{
		plan.Builtin: tr.T("Built-in task"), plan.Python: tr.T("Python function"), plan.Program: tr.T("Program"), plan.Command: tr.T("Command"),
	}
	var all []string
	for _, kind := range plan.TaskKinds() {
		all = append(all, labels[kind])
	}
	return all
}
