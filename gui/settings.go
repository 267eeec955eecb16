package gui

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// settings has the plain settings of a plan: one key, one entry, select or
// check. Some stand in the form, the others under a fold.
type settings struct {
	fields []*field
	set    map[string]func(string) // shows a key's text in its control
	fold   *fold
	folded []*field // those under the fold
	death  *field
	each   *field          // tasks a worker
	own    []*field        // of commands alone
	limits *fyne.Container // with those
	edited func()
}

func newSettings(edited func()) *settings {
	return &settings{set: map[string]func(string){}, edited: edited}
}

func (s *settings) entry(key, name, help string) *field {
	e := widget.NewEntry()
	e.OnChanged = func(string) { s.edited() }
	s.set[key] = e.SetText
	return s.add(newField(key, name, help, e, func() string { return e.Text }))
}

func (s *settings) choice(key, name string, options []string) *field {
	c := widget.NewSelect(options, func(string) { s.edited() })
	s.set[key] = c.SetSelected
	return s.add(newField(key, name, "", c, func() string { return c.Selected }))
}

func (s *settings) check(key, name, text string) *field {
	c := widget.NewCheck(text, func(bool) { s.edited() })
	s.set[key] = func(text string) { c.SetChecked(text == strconv.FormatBool(true)) }
	return s.add(newField(key, name, "", c, func() string { return strconv.FormatBool(c.Checked) }))
}

func (s *settings) add(f *field) *field {
	s.fields = append(s.fields, f)
	return f
}

// more makes the settings that few plans need, under a fold that begins closed.
func (s *settings) more() fyne.CanvasObject {
	shown := len(s.fields)
	var death []string
	for _, policy := range launcher.DeathPolicies() {
		death = append(death, string(policy))
	}
	s.death = s.choice("pool.on_worker_death", tr.T("Dead worker"), death)
	s.each = s.entry("pool.max_tasks_per_worker", tr.T("Tasks each"), tr.T("then a new worker takes the slot; 0: no limit"))
	before := len(s.fields)
	s.limits = container.NewVBox(
		s.entry("pool.delay", tr.T("Delay"), tr.T("between the starts of two tasks, such as 0.5s; 0s: none")).box,
		s.entry("pool.max_load", tr.T("Highest load"), tr.T("no task starts above this 1-minute load; 0: no limit")).box,
		s.entry("pool.min_free", tr.T("Least free"), tr.T("no task starts with less memory, such as 2GiB or 10%; 0: no limit")).box,
	)
	s.own = slices.Clone(s.fields[before:])
	box := container.NewVBox(
		heading(tr.T("Failures")),
		s.entry("pool.timeout", tr.T("Timeout"), tr.T("of each task, such as 30s; 0s: none")).box,
		s.entry("pool.retries", tr.T("Retries"), tr.T("of a task that did not end well")).box,
		s.death.box,
		s.entry("pool.halt", tr.T("Halt"), "never, now,fail=1, soon,fail=10%").box,
		heading(tr.T("Limits")),
		s.each.box,
		s.entry("pool.nice", tr.T("Nice"), tr.T("0 to 19: gives way to other programs")).box,
		s.check("pool.pin", tr.In("noun", "Pin"), tr.T("one core a slot")).box,
		s.limits,
		heading(tr.T("Sampling")),
		s.entry("metrics.every", tr.T("Sample"), tr.T("between two samples")).box,
	)
	s.folded = s.fields[shown:]
	s.fold = newFold(tr.T("Failures, limits, sampling"), box)
	return s.fold.content
}

// of returns the fields that go with a kind of task.
func (s *settings) of(kind plan.TaskKind) []*field {
	if kind == plan.Command {
		return s.fields
	}
	return slices.DeleteFunc(slices.Clone(s.fields), func(f *field) bool { return slices.Contains(s.own, f) })
}

// ownProcess sets what a process for each task leaves no choice in.
func (s *settings) ownProcess() {
	p := plan.Default()
	for key, text := range map[string]string{
		"pool.run_as":               string(p.Pool.RunAs),
		"pool.chunk":                autoWord,
		"pool.max_tasks_per_worker": strconv.Itoa(p.Pool.MaxTasksPerWorker),
		"pool.on_worker_death":      string(p.Pool.OnWorkerDeath),
	} {
		s.set[key](text)
	}
}

// unfold opens the fold when something is wrong under it.
func (s *settings) unfold(problems plan.Problems) {
	for _, f := range s.folded {
		if problems.Of(f.key) != "" {
			s.fold.open()
			return
		}
	}
}

// load shows a plan's settings.
func (s *settings) load(p plan.Plan) {
	for key, text := range map[string]string{
		"title":                     p.Title,
		"pool.run_as":               string(p.Pool.RunAs),
		"pool.method":               string(p.Pool.Method),
		"pool.chunk":                numberOr(p.Pool.Chunk, autoWord),
		"pool.timeout":              p.Pool.Timeout.String(),
		"pool.retries":              strconv.Itoa(p.Pool.Retries),
		"pool.max_tasks_per_worker": strconv.Itoa(p.Pool.MaxTasksPerWorker),
		"pool.on_worker_death":      string(p.Pool.OnWorkerDeath),
		"pool.halt":                 p.Pool.Halt.String(),
		"pool.nice":                 strconv.Itoa(p.Pool.Nice),
		"pool.pin":                  strconv.FormatBool(p.Pool.Pin),
		"pool.delay":                p.Pool.Delay.String(),
		"pool.max_load":             strconv.FormatFloat(p.Pool.MaxLoad, 'f', -1, 64),
		"pool.min_free":             p.Pool.MinFree.String(),
		"metrics.every":             p.Metrics.Every.String(),
	} {
		s.set[key](text)
	}
}

// fold is an object under a button that shows and hides it.
type fold struct {
	button  *widget.Button
	object  fyne.CanvasObject
	content *fyne.Container
}

func newFold(name string, o fyne.CanvasObject) *fold {
	o.Hide()
	f := &fold{object: o}
	f.button = widget.NewButtonWithIcon(name, theme.MenuExpandIcon(), f.tapped)
	f.button.Alignment = widget.ButtonAlignLeading
	f.button.Importance = widget.LowImportance
	f.content = container.NewVBox(f.button, o)
	return f
}

func (f *fold) tapped() {
	show(f.object, !f.object.Visible())
	icon := theme.MenuExpandIcon()
	if f.object.Visible() {
		icon = theme.MenuDropDownIcon()
	}
	f.button.SetIcon(icon)
}

// open shows the object.
func (f *fold) open() {
	if !f.object.Visible() {
		f.tapped()
	}
}
