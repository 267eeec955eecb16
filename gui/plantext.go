package gui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// planText shows a plan as the text of its file, in the place of the form's fields, and
// what is wrong with the text below it. The form owns the plan: each edit is told to it.
// Only Fyne's goroutine uses it.
type planText struct {
	entry    *planEntry
	numbers  *lineNumbers
	wrong    *caption
	alarm    *fyne.Container // wrong with its sign
	tasks    *caption        // how many tasks the text makes, below it
	large    *caption        // in the place of the entry
	editor   *fyne.Container
	content  *fyne.Container
	shown    bool // in the place of the fields
	problems plan.Problems
	refusal  string // of what was typed or pasted last; "" where it was taken
}

// What is edited as text here. Fyne lays out a text anew with each letter: in 300 lines of
// 100 letters that takes 16 ms, in 1000 of them 0.9 s. A line is one texture, which
// OpenGL only promises up to a width of 16384 pixels on what draws Fyne well.
const (
	mostScript      = 32 << 10 // bytes
	mostScriptLines = 300
	mostScriptLine  = 1500 // bytes of a line
)

// newPlanText returns a view that is not shown. edited is called after each edit by hand.
func newPlanText(edited func()) *planText {
	t := &planText{wrong: newCaption(""), tasks: newCaption(""), large: newCaption("")}
	t.entry = newPlanEntry()
	t.entry.OnChanged = func(string) {
		t.refusal = ""
		edited()
	}
	t.numbers = newLineNumbers(t.entry)
	t.entry.moved = t.numbers.Refresh
	t.entry.refused = t.refuse
	t.wrong.segment.Style.ColorName = theme.ColorNameError
	sign := container.NewVBox(widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon())))
	t.alarm = container.NewBorder(nil, nil, sign, nil, t.wrong)
	t.alarm.Hide()
	t.tasks.Hide()
	t.large.segment.Style = widget.RichTextStyle{ColorName: theme.ColorNameForeground, SizeName: theme.SizeNameText}
	t.editor = container.NewBorder(nil, container.NewVBox(t.alarm, t.tasks), t.numbers, nil, t.entry)
	t.content = container.NewStack(t.editor, container.NewVBox(t.large))
	t.content.Hide()
	return t
}

// edits reports whether the text is what the plan is read from. One that is too large is
// not shown, and the fields go on to say what the plan is.
func (t *planText) edits() bool { return t.shown && t.editor.Visible() }

// set shows a text, or why it cannot be edited here. It is no edit by hand: nobody is told.
func (t *planText) set(text string) {
	t.shown = true
	why := unfitScript(text)
	t.large.SetText(why)
	show(t.large, why != "")
	show(t.editor, why == "")
	if why == "" && text != t.entry.Text {
		t.entry.setQuietly(text)
	}
	t.refusal = ""
	t.say(nil)
	t.content.Show()
}

// hide gives the place back to the fields.
func (t *planText) hide() {
	t.shown = false
	t.content.Hide()
	t.entry.setQuietly("") // what is hidden need not be laid out, nor brought back by undo
}

// unfitScript says why a text cannot be edited here, "" where it can.
func unfitScript(text string) string {
	lines := strings.Count(text, "\n") + 1
	size, most := byteText(uint64(len(text))), byteText(mostScript)
	switch {
	case len(text) > mostScript || lines > mostScriptLines:
		return tr.F("This plan is too large to be edited as text here: it has %s in %s, and the most is %s in %s lines.\n\n"+
			"Go back to the fields, or edit its file with a program of your own and open it again.", size, plural(lines, "line"), most, strconv.Itoa(mostScriptLines))
	case longestLine(text) > mostScriptLine:
		return tr.F("This plan cannot be edited as text here: it has a line of %s, and the most is %s.\n\n"+
			"Go back to the fields, or edit its file with a program of your own and open it again.", byteText(uint64(longestLine(text))), byteText(mostScriptLine))
	}
	return ""
}

func longestLine(text string) int {
	most := 0
	for line := range strings.Lines(text) {
		most = max(most, len(line))
	}
	return most
}

const mostScriptProblems = 4 // that are said below the text

// say says below the text what is wrong with it, and marks the lines.
func (t *planText) say(problems plan.Problems) {
	t.problems = problems
	var said []string
	for i, q := range problems {
		if i == mostScriptProblems {
			said = append(said, moreProblems(len(problems)-i))
			break
		}
		said = append(said, clipped(lineText(q), mostWrong))
	}
	t.numbers.mark(problems)
	if t.refusal == "" { // of which nothing in the text tells: a count that arrives says the same problems again
		t.warn(strings.Join(said, "\n"))
	}
}

// refuse says why what was typed or pasted was not taken, until the next edit.
func (t *planText) refuse(why string) {
	t.refusal = why
	t.warn(why)
}

// count says below the text how many tasks it makes; "" says nothing.
func (t *planText) count(text string) {
	if t.tasks.text() == text {
		return
	}
	t.tasks.SetText(text)
	if t.tasks.Visible() != (text != "") {
		show(t.tasks, text != "")
		t.editor.Refresh()
	}
}

// countScript says below the text of a plan what the form says at its fields: how many
// tasks there are, and what is wrong with the file of the task.
func (f *form) countScript(wrong string) {
	if !f.asText.edits() {
		return
	}
	var said []string
	if len(f.problems) == 0 {
		said = append(said, f.tasksText())
	}
	if wrong != "" {
		said = append(said, fileKey+": "+wrong)
	}
	f.asText.count(strings.TrimSpace(strings.Join(said, "\n")))
}

func moreProblems(n int) string {
	return fmt.Sprintf(tr.N(n, "… and %s problem more", "… and %s problems more"), countText(n))
}

// warn says something below the text, until the next edit; "" says nothing. It draws only
// where that is a change: all of the text is laid out anew then.
func (t *planText) warn(text string) {
	if t.wrong.text() == text {
		return
	}
	t.wrong.SetText(text)
	show(t.alarm, text != "")
	t.editor.Refresh()
}

const mostWrong = 400 // bytes of a problem that are shown

// toProblem puts the cursor at the first line that has a problem.
func (t *planText) toProblem() {
	for _, q := range t.problems {
		if q.Line > 0 {
			t.entry.put(q.Line - 1)
			return
		}
	}
}

// lineText says a problem with its line and its key.
func lineText(q plan.Problem) string {
	line := q.Line
	q.File, q.Line, q.Text = "", 0, foreign(q.Text)
	if line == 0 {
		return visible(q.Error())
	}
	return tr.F("Line %s: %s", strconv.Itoa(line), visible(q.Error()))
}

// scriptProblems returns what an error of plan.Parse says.
func scriptProblems(err error) plan.Problems {
	if err == nil {
		return nil
	}
	if problems, ok := errors.AsType[plan.Problems](err); ok {
		return problems
	}
	return plan.Problems{{Text: err.Error()}}
}

// script is the text of a plan's file. It says more than the plan: comments, and the
// order of its keys.
type script struct {
	text  string
	means string // what plan.Encode makes of it
}

// or returns the text for a plan that is encoded so: the script's own, as long as it means
// this plan.
func (s script) or(encoded string) string {
	if s.text != "" && encoded == s.means {
		return s.text
	}
	return encoded
}

// readable returns the text of a file as an entry can hold it: lines that end in "\n" and
// no byte order mark. False is for what is no text at all.
func readable(text []byte) (string, bool) {
	s := strings.TrimPrefix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufeff")
	return s, utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
