package gui

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// moreInputs sets what goes with the inputs of commands alone: columns, groups, further
// sources, and what is dropped of them. It says what is odd about inputs of any task.
type moreInputs struct {
	columns, group      *widget.Entry
	header, null, strip *widget.Check
	also                *listEntry
	combine             *widget.Select
	odd                 *caption        // what the inputs hold that is seldom meant
	said                *fyne.Container // with that, for any kind of task
	fold                *fold
	content             *fyne.Container
}

func newMoreInputs(edited func()) *moreInputs {
	m := &moreInputs{columns: widget.NewEntry(), group: widget.NewEntry(), also: newListEntry(), odd: newCaption("")}
	changed := func(string) { edited() }
	checked := func(bool) { edited() }
	m.columns.SetPlaceHolder(tr.T(`none; such as , or \t`))
	m.group.SetPlaceHolder("1")
	m.columns.OnChanged, m.group.OnChanged, m.also.OnChanged = changed, changed, changed
	m.also.SetMinRowsVisible(2)
	m.header = widget.NewCheck(tr.T("in the first entry"), checked)
	m.null = widget.NewCheck(tr.T("End in NUL"), checked)
	m.strip = widget.NewCheck(tr.T("Strip CR, blanks, BOM"), checked)
	m.combine = widget.NewSelect(combineLabels(), changed)
	m.odd.segment.Style.ColorName = theme.ColorNameWarning
	m.said = container.NewVBox(indented(m.odd))
	m.said.Hide()
	box := container.NewVBox(
		newField("inputs.columns", tr.T("Columns"), tr.T("what an entry is split at"), m.columns, nil).box,
		newField("inputs.header", tr.T("Names"), "", m.header, nil).box,
		newField("inputs.group", tr.T("Entries each"), tr.T("so many entries are one task's columns"), m.group, nil).box,
		newField("inputs.null", tr.T("Entries"), "", container.NewVBox(m.null, m.strip), nil).box,
		newField("inputs.also", tr.T("Also"), tr.T("One source a line: a kind and its text, such as values 1, 2 or lines names.txt."), m.also, nil).box,
		newField("inputs.combine", tr.T("Combine"), "", m.combine, nil).box,
	)
	m.fold = newFold(tr.T("Columns and further sources"), box)
	m.content = m.fold.content
	return m
}

// combineLabels names the ways to combine sources, in the order of plan.Combines.
func combineLabels() []string {
	labels := map[plan.Combine]string{
		plan.Product: tr.T("each with each"), plan.Linked: tr.T("linked, as the longest"), plan.Paired: tr.T("linked, as the shortest"),
	}
	var all []string
	for _, c := range plan.Combines() {
		all = append(all, labels[c])
	}
	return all
}

// load shows a plan's inputs.
func (m *moreInputs) load(in plan.Inputs) {
	m.columns.SetText(strings.ReplaceAll(in.Columns, "\t", `\t`))
	m.group.SetText("")
	if in.Group > 0 {
		m.group.SetText(strconv.Itoa(in.Group))
	}
	m.header.SetChecked(in.Header)
	m.null.SetChecked(in.Null)
	m.strip.SetChecked(in.Strip)
	var lines []string
	for _, source := range in.Also {
		lines = append(lines, sourceText(source))
	}
	m.also.SetText(strings.Join(lines, "\n"))
	m.combine.SetSelectedIndex(max(0, slices.Index(plan.Combines(), in.Combine)))
	if len(in.Also) > 0 || in.Columns != "" || in.Header || in.Group > 0 {
		m.fold.open()
	}
}

func sourceText(in plan.Inputs) string {
	text := strings.TrimSpace(string(in.Kind) + " " + strings.ReplaceAll(inputsText(in), "\n", " "))
	if in.Combine != "" {
		text = string(in.Combine) + " " + text
	}
	return text
}

// read sets in a plan what the fields say.
func (m *moreInputs) read(p *plan.Plan) error {
	p.Inputs.Columns = strings.ReplaceAll(m.columns.Text, `\t`, "\t")
	p.Inputs.Header, p.Inputs.Null, p.Inputs.Strip = m.header.Checked, m.null.Checked, m.strip.Checked
	if text := strings.TrimSpace(m.group.Text); text != "" {
		if err := p.Set("inputs.group", text); err != nil {
			return err //nolint:wrapcheck // says all there is to say
		}
	}
	if i := m.combine.SelectedIndex(); i > 0 {
		p.Inputs.Combine = plan.Combines()[i]
	}
	for line := range strings.Lines(m.also.Text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		source, err := sourceOf(*p, line)
		if err != nil {
			return err
		}
		p.Inputs.Also = append(p.Inputs.Also, source)
	}
	return nil
}

var errNoSource = errors.New(`further sources: a line is a kind of inputs and its text, such as lines names.txt`)

// sourceOf reads a further source of a plan's inputs.
func sourceOf(p plan.Plan, line string) (plan.Inputs, error) {
	word, rest, _ := strings.Cut(line, " ")
	var how plan.Combine
	if slices.Contains(plan.Combines(), plan.Combine(word)) {
		how = plan.Combine(word)
		word, rest, _ = strings.Cut(strings.TrimSpace(rest), " ")
	}
	if !slices.Contains(plan.Kinds(), plan.InputKind(word)) {
		return plan.Inputs{}, errNoSource
	}
	p.Inputs = plan.Inputs{Columns: p.Inputs.Columns}
	p.Task = plan.Task{Kind: plan.Command} // a source alone need not have all that the command asks for
	if err := p.Set(inputsKey+"."+word, rest); err != nil {
		return plan.Inputs{}, errors.New("further sources: " + reason(err))
	}
	source := withSource(plan.Inputs{}, p.Inputs)
	source.Combine = how
	return source, nil
}

// withSource returns inputs with the kind of others, and what goes with that.
func withSource(in, source plan.Inputs) plan.Inputs {
	in.Kind, in.Values, in.Range = source.Kind, source.Values, source.Range
	in.File, in.Glob, in.Repeat = source.File, source.Glob, source.Repeat
	return in
}

// note says what the inputs hold that is seldom meant, or lack, and reports whether that
// is another text than before.
func (m *moreInputs) note(notices []string) bool {
	text := strings.Join(notices, "\n")
	if text == m.odd.text() {
		return false
	}
	m.odd.SetText(text)
	show(m.said, text != "")
	m.said.Refresh()
	return true
}

// help shows the fields that help against what was noted.
func (m *moreInputs) help() {
	if !m.strip.Checked {
		m.fold.open()
	}
}
