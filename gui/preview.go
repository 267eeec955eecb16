package gui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// preview shows the command lines of the first and the last tasks as they will run.
type preview struct {
	lines   *caption
	content *fyne.Container
}

func newPreview() *preview {
	p := &preview{lines: newCaption("")}
	p.lines.segment.Style.ColorName = theme.ColorNameForeground
	p.lines.segment.Style.TextStyle.Monospace = true
	p.content = container.NewVBox(newField("", "Will run", "", p.lines, nil).box)
	return p
}

// The bounds of a preview, which is made anew at each key.
const (
	mostPreviewed = 2000 // tasks that are gone through to reach the last two
	mostOfCommand = 300  // bytes of a command line
)

// show shows the commands of a plan with n tasks, -1 where that is not known. Of many
// the last ones are not tried, nor any where the inputs are not there to be read.
func (v *preview) show(p plan.Plan, n int) {
	v.say(previewText(p, n))
}

func (v *preview) clear() { v.say("") }

func (v *preview) say(text string) {
	if text == "" {
		text = "…"
	}
	v.lines.SetText(text)
	v.content.Refresh()
}

func previewText(p plan.Plan, n int) string {
	if globs(p.Inputs) {
		return "… (files are looked for when it runs)"
	}
	command, err := p.Command()
	if err != nil || command == nil {
		return ""
	}
	_, inputs, err := p.Open(strings.NewReader(""))
	if err != nil {
		return ""
	}
	var lines []string
	task := 0
	for input, err := range inputs {
		if err != nil {
			break
		}
		if task < 2 || n <= mostPreviewed && task >= n-2 {
			lines = append(lines, commandText(command, p.Task.Shell, task, task%p.Workers()+1, input))
		}
		if task++; task == 2 && (n < 0 || n > mostPreviewed) {
			break
		}
	}
	return strings.Join(withGap(lines, n), "\n")
}

// withGap says between the first and the last lines how many tasks are left out.
func withGap(lines []string, n int) []string {
	out := n - len(lines)
	switch {
	case n < 0 && len(lines) > 0:
		return append(lines, "…")
	case out == 0 || len(lines) != 2 && len(lines) != 4:
		return lines
	case len(lines) == 2:
		return append(lines, fmt.Sprintf("… and %s more", countText(out)))
	}
	return []string{lines[0], lines[1], fmt.Sprintf("… %s more …", countText(out)), lines[2], lines[3]}
}

// commandText is the command line of a task, quoted as a shell would read it.
func commandText(c *launcher.Command, script string, task, slot int, input []byte) string {
	made, err := c.Make(launcher.Errand{Task: task, Slot: slot, Attempt: 1, Input: input})
	if err != nil {
		return "# " + visible(err.Error())
	}
	return clipped(visible(argv.Quote(withoutScript(made.Argv, script))), mostOfCommand)
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
