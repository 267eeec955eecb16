// Package examples holds plans that are worth a look: each shows one thing, and
// the comment at its top says where to look.
package examples

import (
	"embed"
	"fmt"
)

// First is the name of the example that a new window begins with.
const First = "uneven-tasks"

// Example is a plan file that Poolscope carries within itself.
type Example struct {
	Name  string   // "uneven-tasks"
	File  string   // "uneven-tasks.pool.toml"
	Text  string   // of the file
	Needs []string // files that the plan names, relative to it
}

//go:embed *.pool.toml python/*.py
var files embed.FS

// All returns the examples in the order in which they are best looked at.
func All() []Example {
	return []Example{
		read("hello"), read("four-numbers"), read("pool-results"), read("uneven-tasks"), read("cpu-or-waiting"),
		read("processes-or-threads"), read("more-workers-than-cores"), read("memory"),
		read("python-function", "python/tasks.py"), read("commands"), read("when-a-worker-dies", "python/deaths.py"),
	}
}

// Lookup returns the example of a name.
func Lookup(name string) (Example, bool) {
	for _, e := range All() {
		if e.Name == name {
			return e, true
		}
	}
	return Example{}, false
}

// read panics where a name has no file, which no user can bring about: it is a
// mistake in the list above, and every test of the package meets it.
func read(name string, needs ...string) Example {
	file := name + ".pool.toml"
	return Example{Name: name, File: file, Text: content(file), Needs: needs}
}

func content(file string) string {
	text, err := files.ReadFile(file)
	if err != nil {
		panic(fmt.Sprintf("examples: %v", err))
	}
	return string(text)
}
