package gui

import "github.com/poolscope/poolscope/gui/tr"

// argvForms are the forms of package argv: why a command cannot be made of an input.
func argvForms() []string {
	return []string{
		tr.Mark("%s asks for column %s, but the input has %v"), tr.Mark("%s asks for a column %s, but the input has %v"),
		tr.Mark("only 1 column"), tr.Mark("only %s columns"), tr.Mark("no columns with names"), tr.Mark("only %s"),
		tr.Mark("{%s} names no column: the input has none"),
		tr.Mark("{%s} names no column: there are %s; a script for the shell keeps its braces"),
		tr.Mark("{%s}: no input has so many columns"), tr.Mark("{%s}: columns are counted from 1"),
		tr.Mark("word %s of the command: %v"), tr.Mark("the command is empty: want a program"),
		tr.Mark("the script is empty: want commands for the shell"),
	}
}
