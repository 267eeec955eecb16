package gui

import (
	"strings"

	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/examples"
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
	e.choice.PlaceHolder = "(a plan of your own)"
	return e
}

// exampleName returns "Four numbers" for "four-numbers".
func exampleName(e examples.Example) string {
	words := strings.ReplaceAll(e.Name, "-", " ")
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

// exampleChosen shows an example's plan.
func (w *Window) exampleChosen(e examples.Example) {
	p, err := plan.Parse(e.File, []byte(e.Text))
	if err != nil {
		complain(w.win, "This example could not be opened", err.Error())
		return
	}
	w.path = ""
	w.prefs.setPlanPath("")
	w.examples.set(e)
	w.loaded(p)
}
