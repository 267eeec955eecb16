package gui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// preview shows the first and the last tasks as they will run: a call of a function, the
// line that a program gets, the command line.
type preview struct {
	lines   *caption
	content *fyne.Container
}

func newPreview() *preview {
	p := &preview{lines: newCaption("")}
	p.lines.segment.Style.ColorName = theme.ColorNameForeground
	p.lines.segment.Style.TextStyle.Monospace = true
	name := newCaption(tr.T("Will run"))
	p.content = container.New(layout.NewCustomPaddedVBoxLayout(-3*theme.InnerPadding()/2), name, p.lines)
	return p
}

// mostOfTask is how many bytes of a task are shown, which is made anew at each key.
const mostOfTask = 300

// show shows tasks of a plan, of which a survey has found some.
func (v *preview) show(p plan.Plan, s plan.Survey) {
	v.say(previewText(p, s))
}

func (v *preview) clear() { v.say("") }

func (v *preview) say(text string) {
	if text == "" {
		text = "…"
	}
	if v.lines.text() == text {
		return
	}
	v.lines.SetText(text)
	v.content.Refresh()
}

func previewText(p plan.Plan, s plan.Survey) string {
	if s.Done && s.Tasks == 0 {
		return tr.T("nothing: there are no inputs")
	}
	line, err := writerOf(p)
	if err != nil {
		return ""
	}
	var lines []string
	for _, sample := range s.First {
		lines = append(lines, line(sample))
	}
	if gap := gapText(s, p.Inputs); gap != "" {
		lines = append(lines, gap)
	}
	for _, sample := range s.Last {
		lines = append(lines, line(sample))
	}
	return strings.Join(lines, "\n")
}

// gapText says how many tasks are between the first and the last that are shown, or after
// the first; "" for none.
func gapText(s plan.Survey, in plan.Inputs) string {
	out := s.Tasks - len(s.First) - len(s.Last)
	switch {
	case s.Tasks < 0 && s.Done && len(s.First) == 0 && in.Kind == plan.Stdin:
		return tr.T("… (a task for each line, as it is read)")
	case s.Tasks < 0:
		return "…"
	case out <= 0:
		return ""
	case s.Estimated:
		return tr.F("… about %s more …", countText(rounded(out)))
	case len(s.Last) == 0:
		return tr.F("… and %s more", countText(out))
	}
	return tr.F("… %s more …", countText(out))
}

// writerOf returns what writes a task of a plan on one line.
func writerOf(p plan.Plan) (func(plan.Sample) string, error) {
	command, err := p.Command()
	if err != nil {
		return nil, err //nolint:wrapcheck // nobody reads it: the form says it at its field
	}
	one := func(task int, input []byte) string {
		if command == nil {
			return clipped(visible(p.Call(task, input)), mostOfTask)
		}
		return commandText(command, p.Task.Shell, task, task%p.Workers()+1, input)
	}
	return func(s plan.Sample) string {
		if s.Task >= 0 {
			return one(s.Task, s.Input)
		}
		// Of a task at the end of a file that is still counted the number is not known:
		// it is shown where it does not matter.
		if text := one(0, s.Input); text == one(1, s.Input) {
			return text
		}
		return "…"
	}, nil
}

// commandText is the command line of a task, quoted as a shell would read it.
func commandText(c *launcher.Command, script string, task, slot int, input []byte) string {
	made, err := c.Make(launcher.Errand{Task: task, Slot: slot, Attempt: 1, Input: input})
	if err != nil {
		return "# " + visible(err.Error())
	}
	return clipped(visible(argv.Quote(withoutScript(made.Argv, script))), mostOfTask)
}

// withoutScript names a script of several lines, which stands above the preview: quoted
// in a line it is not to be read.
func withoutScript(words []string, script string) []string {
	words = slices.Clone(words)
	for i, word := range words {
		if word == script && strings.Contains(word, "\n") {
			words[i] = "SCRIPT"
			break
		}
	}
	return words
}
