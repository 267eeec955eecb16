package plan

import (
	"embed"
	"regexp"
	"slices"
	"strings"
)

// pythonTasks holds a file for each built-in task: imports, what the task needs,
// and at last its function, which takes the input or, where it is called task,
// the task's index with it.
//
//go:embed python/*.py
var pythonTasks embed.FS

// pythonTask is a task in Python.
type pythonTask struct {
	imports     []string // a statement each
	body        string
	function    string
	initializer string // of the pool, "" for none
	indexed     bool   // takes (index, input)
}

// topFunction finds the name and the first parameter of each function that is
// not within another.
const topFunction = `(?m)^def (\w+)\((\w+)`

// pythonTaskOf returns the task of a name; one that has no file, which no
// checked plan names, does nothing.
func pythonTaskOf(name string) pythonTask {
	text, err := pythonTasks.ReadFile("python/" + name + ".py")
	if err != nil {
		text = []byte("def unknown(value):\n    return value\n")
	}
	var t pythonTask
	lines := strings.Split(string(text), "\n")
	isImport := func(line string) bool {
		return strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "from ")
	}
	for len(lines) > 0 && isImport(lines[0]) {
		t.imports, lines = append(t.imports, lines[0]), lines[1:]
	}
	t.body = strings.TrimSpace(strings.Join(lines, "\n"))
	functions := regexp.MustCompile(topFunction).FindAllStringSubmatch(t.body, -1)
	last := functions[len(functions)-1]
	t.function, t.indexed = last[1], last[2] == "task"
	return t
}

// sortImports puts import statements into the usual order, each once.
func sortImports(statements []string) []string {
	plain := func(s string) bool { return strings.HasPrefix(s, "import ") }
	slices.SortFunc(statements, func(a, b string) int {
		if plain(a) != plain(b) {
			if plain(a) {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(statements)
}
