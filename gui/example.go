package gui

import (
	"strings"

	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// exampleChoice selects one of the plans that come with the program.
type exampleChoice struct {
	choice *widget.Select
	all    []examples.Example
	quiet  bool
}

func newExampleChoice(chosen func(examples.Example)) *exampleChoice {
	e := &exampleChoice{all: examples.All()}
	var names []string
	for _, example := range e.all {
		names = append(names, exampleName(example))
	}
	e.choice = widget.NewSelect(names, func(string) {
		if i := e.choice.SelectedIndex(); i >= 0 && !e.quiet {
			chosen(e.all[i])
		}
	})
	e.choice.PlaceHolder = tr.T("(a plan of your own)")
	return e
}

// exampleName returns "Four numbers" for "four-numbers", in the language of the window.
func exampleName(e examples.Example) string {
	return wordFor(englishName(e),
		tr.Mark("Commands"), tr.Mark("CPU or waiting"), tr.Mark("Four numbers"), tr.Mark("Hello"), tr.Mark("Memory"),
		tr.Mark("More workers than cores"), tr.Mark("Pool results"), tr.Mark("Processes or threads"), tr.Mark("Python function"),
		tr.Mark("Uneven tasks"), tr.Mark("When a worker dies"))
}

func englishName(e examples.Example) string {
	words := strings.ReplaceAll(e.Name, "-", " ")
	if rest, ok := strings.CutPrefix(words, "cpu "); ok {
		return "CPU " + rest
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// set shows which example is loaded.
func (e *exampleChoice) set(example examples.Example) {
	e.quiet = true
	e.choice.SetSelected(exampleName(example))
	e.quiet = false
}

// clear shows that the plan is no example.
func (e *exampleChoice) clear() {
	e.quiet = true
	e.choice.ClearSelected()
	e.quiet = false
}

// taskPicked tells that the task is another one: what was said of an example and
// its name do not fit any more.
func (w *Window) taskPicked() {
	if w.examples.choice.Selected != "" {
		w.examples.clear()
		w.form.forgetNotes()
	}
}

// exampleChosen shows an example's plan.
func (w *Window) exampleChosen(e examples.Example) {
	p, err := examplePlan(e)
	if err != nil {
		complain(w.win, tr.T("This example could not be opened"), err.Error())
		return
	}
	w.replace(tr.T("Another plan has taken the place of your edits, which were not saved."), func() {
		w.prefs.setPlanPath("")
		w.loadExample(e, p)
	})
}

// showExample shows an example and leaves what is remembered as it is.
func (w *Window) showExample(e examples.Example) {
	if p, err := examplePlan(e); err == nil {
		w.loadExample(e, p)
	}
}

// examplePlan returns an example's plan, whose files are where it looks for them.
func examplePlan(e examples.Example) (plan.Plan, error) {
	path, err := e.Path()
	if err != nil {
		return plan.Plan{}, err //nolint:wrapcheck // says what could not be done
	}
	return plan.Parse(path, []byte(e.Text)) //nolint:wrapcheck // names the example's file
}

func (w *Window) loadExample(e examples.Example, p plan.Plan) {
	w.path = ""
	w.examples.set(e)
	w.loaded(w.sampledAsWished(p))
}
