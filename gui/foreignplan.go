package gui

import (
	"slices"

	"github.com/poolscope/poolscope/gui/tr"
)

// planForms are the forms of package plan.
func planForms() []string {
	return slices.Concat(planNotes(), oddForms(), wantForms(), inputForms(), sourceForms(), commandForms(), fileForms(), refusalForms())
}

// planNotes are what plan.Note says of a method and of a policy for deaths, and why there is no
// program of Python.
func planNotes() []string {
	return []string{
		tr.Mark("the task of a worker that dies fails"),
		tr.Mark("the task of a worker that dies is handed out again"),
		tr.Mark("as Python's multiprocessing.Pool: the task is forgotten, and the run waits for ever (until Stop)"),
		tr.Mark("as Python's ProcessPoolExecutor: everything that has not ended fails"),
		tr.Mark("each input is a list of arguments; of a CSV file, the columns of a row in their order"),
		tr.Mark("a plan of kind program has no equal in Python's multiprocessing: a Pool calls functions of Python and starts no other programs"),
		tr.Mark("a plan of kind command has no equal in Python's multiprocessing: a Pool calls functions of Python; the command lines are what `poolscope plan shell` prints"),
	}
}

// oddForms are what a look at the inputs finds that is seldom meant.
func oddForms() []string {
	return []string{
		tr.Mark("1 of the inputs %v: strip = true %v"), tr.Mark("%s of the inputs %v: strip = true %v"),
		tr.Mark("ends in a carriage return"), tr.Mark("end in a carriage return"), tr.Mark("drops it"),
		tr.Mark("is blank"), tr.Mark("are blank"), tr.Mark("leaves them out"),
		tr.Mark("begins with a byte order mark"), tr.Mark("begin with a byte order mark"),
		tr.Mark("1 of the %s files %v: %s."), tr.Mark("%s of the %s files %v, such as %s."),
		tr.Mark("is a folder"), tr.Mark("are folders"), tr.Mark("is hidden"), tr.Mark("are hidden"),
		tr.Mark("%v (a shell's * leaves those out)"), tr.Mark("No file fits %s."),
	}
}

// wantForms are what would be right.
func wantForms() []string {
	return []string{
		tr.Mark("a whole number from %s to %s or %s"), tr.Mark("a whole number from %s to %s"),
		tr.Mark("a whole number from 0 to 10^12"),
		tr.Mark("a number from 0 to 1000000, the system's load over one minute, such as 4 or 2.5, or 0 for no limit"),
		tr.Mark(`a duration from "0s" (none) to "87600h" (ten years) such as "1.5s" or "2m"`),
		tr.Mark(`a duration from "10ms" to "1m" such as "100ms"`),
		tr.Mark(`a size such as "500MB" or "2GiB" with B, kB, MB, GB, TB, KiB, MiB, GiB or TiB (K, M, G and T are KiB to TiB), a share of the memory such as "10%%", or "0" for no limit`),
		tr.Mark("true or false"), tr.Mark("one line of text of at most %s bytes"),
		tr.Mark(`"never" or WHEN,WHAT=N such as "now,fail=1", "soon,fail=3", "soon,fail=10%%" or "now,success=1"`),
		tr.Mark(`a text between two columns such as "," or "\t", or "" for none`),
		tr.Mark("the name of a file"), tr.Mark("the name of a function"), tr.Mark("the name of a program"), tr.Mark("the name of a folder"),
		tr.Mark(`a program and its arguments such as ["node", "worker.js"]`), tr.Mark(`a program and its arguments such as ["gzip", "-k", "{}"]`),
		tr.Mark("a program and its arguments such as node worker.js"), tr.Mark("a program and its arguments such as gzip -k {}"),
		tr.Mark(`a line for a shell such as "gzip -c -- \"$1\" >\"$1.gz\""`),
		tr.Mark("a list such as [1, 2, 3]"), tr.Mark(`a pattern of file names such as "images/*.png"`),
		tr.Mark("FIRST, END or FIRST, END, STEP, such as 0, 100, 1"),
		tr.Mark("one of %s or %s"), tr.Mark("%v or %v"), tr.Mark("%v; did you mean %s?"),
	}
}

// inputForms say what is wrong with inputs.
func inputForms() []string {
	return []string{
		tr.Mark("and more like these"), tr.Mark("value %s of %s: %v"),
		tr.Mark("%s is out of bounds: want numbers up to 2^53"), tr.Mark("that is %s inputs: want at most 10^12"),
		tr.Mark("the step is 0: want FIRST, END, STEP with a step up or down, such as 0, 100, 1"),
		tr.Mark("%s takes numbers: want a list such as 1, 2, 3"),
		tr.Mark(`%s is no list of values: want 1, 2, 3 or "a", "b", or one text a line without quotes and commas`),
		tr.Mark("%s takes numbers, and the rows of a CSV file are tables: want values, range, repeat or lines"),
		tr.Mark("%s takes numbers, and file names are text: want values, range, repeat or lines"),
		tr.Mark(`%s: ** is not supported; want a * for each folder, such as "images/*/*.png"`),
		tr.Mark("%s needs lists of arguments: want values = [[1], [2]] or csv"),
		tr.Mark("input %s: %s needs a list of arguments such as [1]"),
		tr.Mark("input %s: %s takes one argument: want a list of one such as [1]"),
		tr.Mark("there are %s columns and %s takes one argument: want one column"),
		tr.Mark("null has no place in a plan: leave it out, or write an empty text"),
		tr.Mark("%s is no number, or one too large"), tr.Mark("%s is a date: put it in quotes"),
	}
}

// sourceForms say what is wrong with further sources of inputs, and how they are read.
func sourceForms() []string {
	return []string{
		tr.Mark("source %s of %s: %v"),
		tr.Mark("standard input is %s of the sources: want it once, since it can be read once"),
		tr.Mark("only lines and stdin have entries that end in NUL: want one of them, or null = false"),
		tr.Mark("range, repeat and glob have no first entry with names: want header = false"),
		tr.Mark("it makes columns of entries that have none: want it without columns, header, also and csv"),
		tr.Mark("the inputs of a task of kind %s have no %s: want none, or task.kind = %s"),
	}
}

// commandForms say what is wrong with a task that is not built in, and with a pool of them.
func commandForms() []string {
	return []string{
		tr.Mark(`missing: want the name of a Python file such as "tasks.py"`), tr.Mark("missing: want the name of a function in the file"),
		tr.Mark("missing: want %v"), tr.Mark(`%v, or shell = "…"`), tr.Mark("%s is not the name of a function of Python"),
		tr.Mark("a task of kind %s has no parameters: want no [task.params]"),
		tr.Mark("a pool of tasks of kind %s has no %s: want none, or task.kind = %s"),
		tr.Mark("command and shell at once: want one of them"),
		tr.Mark("each command is a process of its own"), tr.Mark("%s, but %v: want %s"),
		tr.Mark(`%s tasks a message, but %v: want "auto" or 1`), tr.Mark("%s, but %v and ends with its task: want 0"),
		tr.Mark("%s, but %v, and its end is that of the task: want %s, and retries for further attempts"),
		tr.Mark("a quote is not closed"), tr.Mark(`nothing follows the last \`),
		tr.Mark("no shell reads this, which is what %s is for: put it in quotes to hand it to the program as it is"),
		tr.Mark("%s is not NAME=VALUE"), tr.Mark("%s is not the name of a variable: want one without =, such as LANG"),
		tr.Mark("%s holds a NUL byte, which no variable can"), tr.Mark("input %s: %v"),
	}
}

// fileForms say what is wrong with a file of inputs. What the system says of it stays.
func fileForms() []string {
	return []string{
		tr.Mark("%s:%s: %v"), tr.Mark("the line is not UTF-8 text"), tr.Mark("the line is longer than %s MiB"),
		tr.Mark("%s: it is empty: want a first row with the names of the columns"), tr.Mark("two columns are called %s"),
		tr.Mark("there is no standard input here: want another kind of inputs"), tr.Mark("read %s: %s"),
	}
}

// refusalForms say that a value is not what is wanted. They fit much, so they are tried last.
func refusalForms() []string {
	return []string{
		tr.Mark("%s has no such parameter: want %v"), tr.Mark("%s takes no parameters"),
		tr.Mark("%s is not a number that a task can take"), tr.Mark("%s is not a number"), tr.Mark("%s is not %v"),
	}
}
