package gui

import (
	"errors"
	"runtime"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/workload"
)

// form edits a plan. What is typed and can't be right is said at its field, and
// the plan that the form stands for then is not to be started.
type form struct {
	base     plan.Plan // what the fields do not hold: notes, folder
	fields   []*field
	settings *settings
	workers  *stepper
	kinds    *kindFields
	task     *widget.Select // of the built-in tasks
	params   *paramFields
	inputs   *inputFields
	notes    *caption
	summary  *field
	chunk    *field
	method   *field
	runAs    *field
	auto     *field
	rest     *caption // problems that belong to no field
	python   *widget.Button
	asPython *field
	content  *container.Scroll
	head     *formHead
	asText   *planText
	pane     fyne.CanvasObject // content, or asText, below head

	file      func() string // of the plan, "" for none; Window says it
	changed   func()        // called after each edit, not when a plan is loaded
	otherTask func()        // called before it when another task was picked
	unfocus   func()        // takes the focus from what gives its place away: keys would still go to it
	loading   bool
	current   plan.Plan // as of the last edit
	problems  plan.Problems
	encoded   string // what plan.Encode makes of current, "" before it was asked
	script    script // the text that the plan was read from
	forced    bool   // the text is shown because it is no plan, not because somebody chose it
	untold    bool   // something was typed into a field that no plan can have
	lacks     string // see lacking
	tasks     taskCount
}

func newForm(examples fyne.CanvasObject, pick func(func(string)), changed func()) *form {
	f := &form{notes: newCaption(""), rest: newCaption(""), changed: changed, otherTask: func() {}, unfocus: func() {}, file: func() string { return "" }}
	f.notes.segment.Style = widget.RichTextStyle{ColorName: theme.ColorNameForeground, SizeName: theme.SizeNameText}
	f.rest.segment.Style.ColorName = theme.ColorNameError
	f.rest.Hide()
	f.params = newParamFields(f.edited)
	f.inputs = newInputFields(pick, f.edited)
	f.kinds = newKindFields(pick, f.kindChosen, f.edited)
	f.settings = newSettings(f.edited)
	f.inputs.current = func() plan.Plan { return f.current }
	f.tasks = newTaskCount(f.surveyed)
	rows := container.New(gutter{}, container.NewVBox(f.rows(examples)...))
	turns := newWheel(append([]*listEntry{f.inputs.entry, f.inputs.more.also}, f.kinds.lines...))
	f.content = container.NewVScroll(container.NewStack(rows, turns))
	turns.form = f.content
	f.asText = newPlanText(f.scriptEdited)
	f.head = newFormHead()
	f.pane = container.NewBorder(shielded(f.head.content), nil, nil, nil, container.NewStack(f.content, f.asText.content))
	return f
}

// rows makes the form's fields from top to bottom.
func (f *form) rows(examples fyne.CanvasObject) []fyne.CanvasObject {
	example := newField("", tr.T("Example"), "", examples, nil)
	title := f.settings.entry("title", tr.T("Title"), "")
	f.workers = newStepper(max(16, 2*runtime.NumCPU()), autoWorkers, func(string) { f.edited() })
	f.auto = newField("pool.workers", tr.T("Workers"), "", f.workers.content, f.workers.text)
	f.runAs = f.settings.choice("pool.run_as", tr.T("Run as"), []string{string(launcher.Processes), string(launcher.Threads)})
	f.method = f.settings.choice("pool.method", tr.T("Method"), plan.MethodNames())
	f.chunk = f.settings.entry("pool.chunk", tr.T("Chunk"), "")
	f.task = widget.NewSelect(plan.TaskNames(), f.taskChosen)
	f.summary = newField("task.name", tr.T("Task"), "", f.task, func() string { return f.task.Selected })
	f.fields = []*field{f.auto}
	more := f.settings.more()
	f.python = widget.NewButton(tr.T("Show the program …"), nil) // the window says what it does
	f.asPython = newField("", tr.T("As Python"), "", f.python, nil)
	return []fyne.CanvasObject{
		example.box, f.notes, title.box,
		heading(tr.T("Pool")), f.auto.box, f.runAs.box, f.method.box, f.chunk.box,
		heading(tr.T("Task")), f.kinds.field.box, f.summary.box, f.params.content, f.kinds.content,
		heading(tr.T("Inputs")), f.inputs.field.box, f.inputs.more.said, f.inputs.more.content, f.kinds.preview.content,
		more, f.rest, f.asPython.box,
	}
}

func autoWorkers() int { return plan.Default().Workers() }

// load shows a plan, in the way that plans are shown now.
func (f *form) load(p plan.Plan) {
	f.unforce()
	f.loadFields(p)
	if f.asText.shown {
		f.showScript()
	}
}

// loadFields shows a plan in the fields.
func (f *form) loadFields(p plan.Plan) {
	f.script = script{}
	f.loading = true
	f.base = p
	f.notes.SetText(foreign(flow(p.Notes)))
	show(f.notes, p.Notes != "")
	f.workers.entry.SetText(numberOr(p.Pool.Workers, autoWord))
	f.settings.load(p)
	f.loadTask(p.Task)
	f.inputs.load(p.Inputs)
	f.inputs.more.load(p.Inputs)
	f.loading = false
	f.checkFields()
}

func (f *form) loadTask(t plan.Task) {
	f.kinds.load(t)
	f.task.SetSelected(t.Name)
	f.params.load(t)
	f.showKind()
}

// showKind shows the built-in tasks where the task is one of them.
func (f *form) showKind() {
	builtin := f.kinds.kind() == plan.Builtin
	show(f.summary.box, builtin)
	show(f.params.content, builtin && len(f.params.fields) > 0)
	command := f.kinds.kind() == plan.Command
	show(f.inputs.more.content, command)
	show(f.settings.limits, command)
}

// forgetNotes takes away what was said of another task.
func (f *form) forgetNotes() {
	f.base.Notes = ""
	f.notes.SetText("")
	f.notes.Hide()
}

// moved takes over where a plan was saved: its files may be named in another way
// from there.
func (f *form) moved(p plan.Plan) {
	f.base.Dir = p.Dir
	if f.asText.edits() {
		f.movedScript(p)
		return
	}
	f.loading = true
	if p.Inputs.File != f.current.Inputs.File || p.Inputs.Glob != f.current.Inputs.Glob {
		f.inputs.load(p.Inputs)
	}
	if p.Task.Kind != plan.Builtin {
		f.kinds.load(p.Task)
	}
	f.loading = false
	f.check()
}

const mostNotes = 1200 // bytes of a plan's comment that are shown

// flow joins the lines of a comment into paragraphs, which the window breaks
// where it is wide.
func flow(notes string) string {
	notes = clipped(notes, mostNotes)
	paragraphs := strings.Split(strings.TrimSpace(notes), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(paragraphs, "\n\n")
}

func numberOr(n int, word string) string {
	if n == 0 {
		return word
	}
	return strconv.Itoa(n)
}

// taskChosen gives another task its own parameters and inputs that suit it.
func (f *form) taskChosen(name string) {
	if f.loading {
		return
	}
	f.params.load(plan.Task{Name: name})
	f.inputs.suggest(name)
	f.otherTask()
	f.edited()
}

// kindChosen shows what goes with another kind of task. A built-in one begins
// with inputs that suit it, the others take any.
func (f *form) kindChosen() {
	if f.loading {
		return
	}
	f.loading = true
	switch f.kinds.kind() {
	case plan.Command:
		f.settings.ownProcess()
	case plan.Python, plan.Program:
	case plan.Builtin:
		if f.task.Selected == "" {
			f.task.SetSelected(plan.Default().Task.Name)
		}
		f.params.load(plan.Task{Name: f.task.Selected})
		f.inputs.suggest(f.task.Selected)
	}
	f.loading = false
	f.showKind()
	f.otherTask()
	f.edited()
}

func (f *form) edited() {
	if f.loading {
		return
	}
	f.check()
	f.changed()
}

// plan returns the plan that the form stands for, and all that is wrong with it.
func (f *form) plan() (plan.Plan, plan.Problems) { return f.current, f.problems }

// read reads the plan from the fields.
func (f *form) read() (plan.Plan, plan.Problems) {
	p := f.base
	p.Task, p.Inputs = plan.Task{Kind: f.kinds.kind()}, plan.Inputs{}
	var problems plan.Problems
	for _, field := range f.allFields() {
		if err := p.Set(field.key, field.text()); err != nil {
			problems = append(problems, plan.Problem{Key: field.key, Text: fieldWords(p.Task.Name, field.key, field.text(), err)})
		}
	}
	f.untold = len(problems) > 0
	if err := f.inputs.read(&p); err != nil {
		f.untold = true
		problems = append(problems, plan.Problem{Key: inputsKey, Text: fieldWords(p.Task.Name, inputsKey, f.inputs.entry.Text, err)})
		return p, problems
	}
	problems = withChecks(problems, f.kinds.placed(p.Check()))
	if problems.Of(inputsKey) != "" {
		f.tasks.leave()
	} else if err := f.tasks.count(p); err != nil {
		problems = append(problems, plan.Problem{Key: inputsKey, Text: reason(err)})
	}
	return p, problems
}

// withChecks adds what the whole plan's check found to what the fields said,
// where they said nothing themselves.
func withChecks(problems, found plan.Problems) plan.Problems {
	for _, q := range found {
		if strings.HasPrefix(q.Key, inputsKey) {
			q.Key = inputsKey
		}
		if q.Key == "task.command" && strings.HasPrefix(q.Text, "missing: ") {
			q.Text = noCommand()
		}
		if problems.Of(q.Key) == "" {
			problems = append(problems, q)
		}
	}
	return problems
}

// reason returns what is wrong without the place, which the field is.
func reason(err error) string {
	if problem, ok := errors.AsType[plan.Problem](err); ok {
		return problem.Text
	}
	if problems, ok := errors.AsType[plan.Problems](err); ok && len(problems) > 0 {
		return problems[0].Text
	}
	return err.Error()
}

func (f *form) allFields() []*field {
	fields := append([]*field{}, f.fields...)
	fields = append(fields, f.kinds.field)
	if f.kinds.kind() == plan.Builtin {
		fields = append(fields, f.summary)
		fields = append(fields, f.params.fields...)
	} else {
		fields = append(fields, f.kinds.fields()...)
	}
	return append(fields, f.settings.of(f.kinds.kind())...)
}

// check says what is wrong with the plan, where it is edited.
func (f *form) check() {
	if f.asText.edits() {
		f.readScript()
		return
	}
	f.checkFields()
}

// checkFields says at each field what is wrong with it.
func (f *form) checkFields() {
	f.current, f.problems = f.read()
	f.encoded = ""
	f.lacks = f.lacking(f.current, f.problems)
	for i := range f.problems {
		f.problems[i].Text = foreign(f.problems[i].Text) // all that is done with it from here on is to show it
	}
	p, problems := f.current, f.problems
	said := map[string]bool{inputsKey: true}
	for _, field := range f.allFields() {
		field.setProblem(problems.Of(field.key))
		said[field.key] = true
	}
	if f.lacks == "" {
		f.inputs.field.setProblem(problems.Of(inputsKey))
	} else {
		f.inputs.field.setProblem("")
	}
	f.settings.unfold(problems)
	f.needed(problems)
	var rest []string
	for _, q := range problems {
		if !said[q.Key] {
			rest = append(rest, q.Key+": "+q.Text)
		}
	}
	f.rest.SetText(strings.Join(rest, "\n"))
	show(f.rest, len(rest) > 0)
	f.explain(p)
}

// explain says what "auto" comes to for the plan, and what the task does.
func (f *form) explain(p plan.Plan) {
	w, _ := workload.Lookup(p.Task.Name) // a Workload of nothing for another kind of task
	f.method.setHelp(foreign(plan.Note(f.method.key, f.method.text())))
	f.settings.death.setHelp(foreign(plan.Note(f.settings.death.key, f.settings.death.text())))
	f.explainPython(p)
	f.explainTasks(p)
	f.summary.setHelp(foreign(w.Summary))
	f.inputs.explain(foreign(w.Input.Help), f.tasksText())
	f.auto.setHelp("")
	if p.Pool.Workers == 0 {
		f.auto.setHelp(autoText(p.Workers(), cores.Explain()))
	}
	f.chunk.setHelp("")
	if len(f.problems) == 0 {
		f.chunk.setHelp(f.tasks.chunkText(p))
	}
}

// explainPython says why a plan cannot be shown as a program of Python.
func (f *form) explainPython(p plan.Plan) {
	if why := noPython(p); why != nil {
		f.python.Disable()
		f.asPython.setHelp(foreign(why.Error()))
		return
	}
	f.python.Enable()
	f.asPython.setHelp("")
}

// noPython is why a plan has no equal in Python, nil where it has one or is not whole yet.
func noPython(p plan.Plan) error {
	switch p.Task.Kind {
	case plan.Program:
		return plan.ErrNoPython
	case plan.Command:
		if _, err := p.Python(); errors.Is(err, plan.ErrCommandPython) {
			return plan.ErrCommandPython
		}
	case plan.Builtin, plan.Python:
	}
	return nil
}

// explainTasks shows what the first and the last tasks come to, and what is odd about
// their inputs.
func (f *form) explainTasks(p plan.Plan) {
	notices := foreigns(f.tasks.notices())
	if f.lacks != "" {
		notices = append(notices, f.lacks)
	}
	if f.inputs.more.note(notices) && (f.tasks.found.Strip || f.lacks != "") {
		f.inputs.more.help()
	}
	if len(f.problems) > 0 {
		f.kinds.preview.clear()
		return
	}
	f.kinds.preview.show(p, f.tasks.found)
}

// needed hides the settings that a process for each task leaves no choice in, unless
// they are wrong.
func (f *form) needed(problems plan.Problems) {
	command := f.kinds.kind() == plan.Command
	for _, field := range []*field{f.runAs, f.chunk, f.settings.death, f.settings.each} {
		show(field.box, !command || problems.Of(field.key) != "")
	}
}

// tasksText says how many tasks the inputs make, "" where that is not known.
func (f *form) tasksText() string {
	if f.problems.Of(inputsKey) != "" {
		return ""
	}
	return f.tasks.text(f.current.Inputs)
}

// surveyed takes over what was found out about the inputs in the meantime.
func (f *form) surveyed() {
	f.check()
	f.changed()
}

// gutter leaves room at the right of the form for the scroll bar.
type gutter struct{}

const gutterWidth = 12

func (gutter) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(gutterWidth, 0)
}

func (gutter) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(max(0, size.Width-gutterWidth), size.Height))
}
