package gui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// failuresView lists the tasks that did not end well, and has a card for the one
// that is chosen.
type failuresView struct {
	list    *widget.List
	card    *widget.Label
	whole   string // of the card, for the clipboard: nothing cut, no line broken
	content fyne.CanvasObject
	results []launcher.Result
	output  run.Output
	plan    plan.Plan
	peaks   exactPeaks
}

// newFailuresView returns the cards of a snapshot, with that of a task chosen, or
// the first one. keep takes what is copied.
func newFailuresView(s *run.Snapshot, task int, keep func(string)) *failuresView {
	results := slices.Clone(s.Failures) // the snapshot's are in the order in which they ended
	slices.SortStableFunc(results, func(a, b launcher.Result) int { return a.Task - b.Task })
	v := &failuresView{results: results, output: s.Output, plan: s.Plan, peaks: exactPeaks{}, card: widget.NewLabel("")}
	v.peaks.note(s.Rows)
	v.card.TextStyle.Monospace = true
	v.card.Selectable = true
	v.list = widget.NewList(func() int { return len(v.results) }, func() fyne.CanvasObject { return shortLabel() }, v.update)
	v.list.OnSelected = v.selected
	copying := widget.NewButtonWithIcon(tr.T("Copy"), theme.ContentCopyIcon(), func() { keep(v.whole) })
	card := container.NewBorder(nil, container.NewHBox(copying), nil, nil, container.NewScroll(v.card))
	split := container.NewHSplit(v.list, card)
	split.Offset = 0.34
	v.content = split
	v.list.Select(max(0, slices.IndexFunc(results, func(r launcher.Result) bool { return r.Task == task })))
	return v
}

func (v *failuresView) update(id widget.ListItemID, o fyne.CanvasObject) {
	if id < 0 || id >= len(v.results) {
		return
	}
	r := v.results[id]
	o.(*widget.Label).SetText(taskTitle(r.Task) + "  " + inALine(r) + inputAfter(v.plan, r))
}

func (v *failuresView) selected(id widget.ListItemID) {
	if id >= 0 && id < len(v.results) {
		r := v.results[id]
		v.card.SetText(cardText(v.plan, r, v.output, v.peaks, onScreen()))
		v.whole = cardText(v.plan, r, v.output, v.peaks, toKeep())
	}
}

// inputAfter names in a list the input of a command: what happened is often the same.
func inputAfter(p plan.Plan, r launcher.Result) string {
	if p.Task.Kind != plan.Command {
		return ""
	}
	return ": " + clipped(visible(unquoted(r.Input)), mostListed)
}

// stateText returns a state in English words, as tables for other programs have it.
func stateText(s launcher.State) string { return strings.ReplaceAll(string(s), "_", " ") }

// stateWord returns a state in the words of the screen.
func stateWord(s launcher.State) string {
	return wordFor(stateText(s), tr.Mark("queued"), tr.Mark("running"), tr.Mark("done"), tr.Mark("failed"), tr.Mark("timed out"),
		tr.Mark("killed"), tr.Mark("cancelled"), tr.Mark("not run"))
}

// whatHappened returns the end of a task in a few words: its state, with the
// exit code or the signal where there was one.
func whatHappened(r launcher.Result) string {
	switch {
	case r.Signal != "" && r.State != launcher.Killed:
		return tr.F("%s, ended by %s", stateWord(r.State), r.Signal)
	case r.Signal != "":
		return tr.F("%s by %s", stateWord(r.State), r.Signal)
	case r.ExitCode != nil:
		return tr.F("%s, exit %s", stateWord(r.State), strconv.Itoa(*r.ExitCode))
	}
	return stateWord(r.State)
}

const mostListed = 200 // bytes of a line in the list of failures: more than there is room for

// inALine returns why a task did not end well, in one line: what its error says,
// with the state where that is more than failed.
func inALine(r launcher.Result) string {
	message, _, _ := strings.Cut(strings.TrimSpace(r.Message()), "\n")
	message = clipped(visible(message), mostListed)
	switch {
	case message == "" || r.Signal != "" || r.ExitCode != nil:
		return whatHappened(r)
	case r.State == launcher.Failed:
		return message
	}
	return whatHappened(r) + ": " + message
}

// cardShape is how much of a card there is room for.
type cardShape struct {
	columns int  // of a value
	wide    int  // of a line of the stack and of output
	most    int  // bytes of an input or an error
	stack   int  // bytes of the end of a stack
	lines   bool // a script of several lines stands as it is, and not on one
}

// onScreen is the shape of a card beside the list of tasks: what may be long is
// cut, as to lay it out takes time that grows with the square of it.
func onScreen() cardShape {
	return cardShape{columns: 50, wide: 72, most: 2000, stack: 16000, lines: true}
}

// toKeep is the shape of a card on the clipboard.
func toKeep() cardShape {
	return cardShape{columns: math.MaxInt, wide: math.MaxInt, most: math.MaxInt, stack: math.MaxInt}
}

// cardText says all that is known of a task that did not end well.
func cardText(p plan.Plan, r launcher.Result, o run.Output, peaks exactPeaks, shape cardShape) string {
	text := rowsText([][2]string{
		{tr.T("Task"), strconv.Itoa(r.Task)},
		{tr.T("Input"), inputText(p, r.Input)},
		{tr.T("Command"), commandLine(p, r.Task, r.Attempt, r.Input, shape)},
		{tr.T("What happened"), whatHappened(r) + exitHint(r)},
		{tr.T("Type"), visible(r.ErrType)},
		{tr.T("Why"), visibleLines(r.Err)},
		{tr.T("Worker"), workerOf(r)},
		{tr.T("When"), afterStart(shortText(r.At))},
		{tr.T("Ran for"), shortText(r.Wall)},
		{tr.T("CPU time"), taskCPUText(p, r.CPU)},
		{tr.T("Peak memory"), peaks.text(r.Worker, uint64(max(0, r.MaxRSS)))},
		{tr.T("Attempt"), strconv.Itoa(r.Attempt)},
	}, shape)
	return text + stackText(r.Stack, shape) + "\n" + tr.T("End of its output") + "\n" + outputEnd(r.Task, o, shape)
}

// inputText is an input as a person would write it where it is a command's, else its JSON.
func inputText(p plan.Plan, input []byte) string {
	if p.Task.Kind == plan.Command {
		return visible(unquoted(input))
	}
	return visible(string(input))
}

// exitHint tells an exit code that a shell gives for a signal from a signal.
func exitHint(r launcher.Result) string {
	if r.Signal != "" || r.ExitCode == nil || *r.ExitCode <= 128 {
		return ""
	}
	return " " + tr.T("(its own exit code; no signal ended it)")
}

// commandLine is the command line of an attempt at a task, with {%} as 1; "" where tasks
// are no commands.
func commandLine(p plan.Plan, task, attempt int, input []byte, shape cardShape) string {
	command, err := p.Command()
	if err != nil || command == nil || len(input) == 0 {
		return ""
	}
	made, err := command.Make(launcher.Errand{Task: task, Slot: 1, Attempt: attempt, Input: input})
	if err != nil {
		return ""
	}
	if !shape.lines {
		return visible(argv.Quote(made.Argv))
	}
	return inItsLines(made.Argv, p.Task.Shell)
}

// inItsLines quotes words for a shell, a script among them as it stands in its lines.
func inItsLines(words []string, script string) string {
	quoted := make([]string, 0, len(words))
	for _, word := range words {
		if word == script && strings.Contains(word, "\n") && visibleLines(word) == word {
			quoted = append(quoted, "'"+strings.ReplaceAll(word, "'", `'\''`)+"'")
			continue
		}
		quoted = append(quoted, visible(argv.Quote([]string{word})))
	}
	return strings.Join(quoted, " ")
}

// rowsText lays out names and values, those that are not empty.
func rowsText(rows [][2]string, shape cardShape) string {
	var b strings.Builder
	for _, row := range rows {
		if row[1] != "" {
			value := strings.ReplaceAll(folded(clipped(row[1], shape.most), shape.columns), "\n", "\n"+strings.Repeat(" ", 15))
			b.WriteString(row[0] + strings.Repeat(" ", max(1, 15-len([]rune(row[0])))) + value + "\n")
		}
	}
	return b.String()
}

// stackText is where an error happened in the worker, "" where that is not known.
// Of a long one the end is kept: the innermost call stands last.
func stackText(stack string, shape cardShape) string {
	if stack == "" {
		return ""
	}
	cut := ""
	if over := len(stack) - shape.stack; over > 0 {
		_, stack, _ = strings.Cut(stack[over:], "\n")
		cut = tr.T("… earlier calls are left out here; Copy has them") + "\n"
	}
	return "\n" + tr.T("Where it happened") + "\n" + cut + broken(visibleLines(strings.TrimRight(stack, "\n")), shape.wide) + "\n"
}

// visibleLines is visible for a text of several lines.
func visibleLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = visible(strings.TrimSuffix(line, "\r"))
	}
	return strings.Join(lines, "\n")
}

func workerOf(r launcher.Result) string {
	if r.Worker == "" {
		return tr.T("none: it never started")
	}
	return r.Worker + ", PID " + strconv.Itoa(r.PID)
}

const cardLines = 12 // of a task's output

// outputEnd returns the last lines that a task printed, as far as they are here.
func outputEnd(task int, o run.Output, shape cardShape) string {
	var lines []string
	for i := len(o.Lines) - 1; i >= 0 && len(lines) < cardLines; i-- {
		l := o.Lines[i]
		if l.Task == task && (l.Kind == run.FromStdout || l.Kind == run.FromStderr) {
			text := folded(clipped(visible(l.Text), shape.most), shape.wide)
			lines = append([]string{"  " + kindText(l.Kind) + "  " + strings.ReplaceAll(text, "\n", "\n       ")}, lines...)
		}
	}
	if len(lines) == 0 {
		return "  " + tr.T("it printed nothing that is still here")
	}
	return strings.Join(lines, "\n")
}
