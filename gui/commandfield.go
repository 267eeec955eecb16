package gui

import (
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

// addCommand makes the fields of commands.
func (k *kindFields) addCommand() {
	k.shell = widget.NewCheck(tr.T("A script for the shell"), func(bool) { k.shown(); k.edited() })
	k.content.Add(container.NewBorder(nil, nil, fixedWidth(nameWidth, layout.NewSpacer()), nil, k.shell))
	k.add("task.command", tr.T("Command"), tr.T("such as gzip -k {}"),
		tr.T("{} is the input: {.} {/} {//} {/.} parts of its name, {1} a column, {#} the number. No shell reads this line."))
	k.addLines("task.shell", tr.T("Script"), tr.T(`such as gzip -c -- "$1" >"$1.gz"`), tr.T(`sh reads it; the input is "$1", never a part of the script.`))
	k.add("task.dir", tr.T("Folder"), tr.T("that of the plan"), "")
	k.addLines("task.env", tr.T("Variables"), tr.T("none; such as LANG=C"), tr.T("NAME=VALUE a line, added to the environment"))
}

// addLines makes the field of a key whose text may have several lines.
func (k *kindFields) addLines(key, name, hint, help string) {
	entry := newListEntry()
	entry.SetPlaceHolder(hint)
	entry.SetMinRowsVisible(2)
	entry.OnChanged = func(string) { k.edited() }
	f := newField(key, name, help, entry, func() string { return entry.Text })
	f.focus = entry
	k.entries[key], k.lines = &entry.Entry, append(k.lines, entry)
	k.own = append(k.own, f)
	k.content.Add(f.box)
}

// goes reports whether the form shows a key now.
func (k *kindFields) goes(key string) bool {
	switch key {
	case "task.command":
		return k.kind() == plan.Command && !k.shell.Checked
	case "task.shell":
		return k.kind() == plan.Command && k.shell.Checked
	}
	return goesWith(key, k.kind())
}

// placed puts problems of a command at the fields that are shown.
func (k *kindFields) placed(problems plan.Problems) plan.Problems {
	for i, p := range problems {
		switch {
		case p.Key == "task.command" && k.goes("task.shell"):
			problems[i].Key, problems[i].Text = "task.shell", tr.T("missing: want a line for a shell")
		case isVariable(p.Key):
			problems[i].Key = "task.env"
		}
	}
	return problems
}

func isVariable(key string) bool { return strings.HasPrefix(key, "task.env.") }
