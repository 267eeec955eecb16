package plan

import (
	"path/filepath"
	"slices"
	"strings"
)

// importedTask returns a task that is a function of a file: imported as one
// writes it, where the file's name can stand in an import statement.
func importedTask(path string, t Task) pythonTask {
	dir, module := filepath.Dir(path), strings.TrimSuffix(filepath.Base(path), ".py")
	if !strings.HasSuffix(path, ".py") || !isIdentifier(module) || slices.Contains(taken(), module) {
		return loadedTask(path, t)
	}
	function, names := imported(t.Function, "task_function")
	task := pythonTask{imports: []string{"import sys"}, function: function}
	if t.Initializer != "" {
		var also string
		task.initializer, also = imported(t.Initializer, "task_initializer")
		names += ", " + also
	}
	task.body = "sys.path.insert(0, " + pythonText(dir) + ")\n" +
		"from " + module + " import " + names
	return task
}

// imported returns what a function is called in the program, and how it is
// imported under that name.
func imported(name, other string) (called, statement string) {
	if slices.Contains(taken(), name) {
		return other, name + " as " + other
	}
	return name, name
}

// loadedTask returns the task of a file whose name no import statement takes.
// Under a name in sys.modules a worker finds the function again (pickle, What can
// be pickled and unpickled).
func loadedTask(path string, t Task) pythonTask {
	task := pythonTask{
		imports:  []string{"import importlib.machinery", "import importlib.util", "import sys"},
		function: "task_file." + t.Function,
		body: `def load(path):
    """Load a Python file whose name cannot stand in an import."""
    loader = importlib.machinery.SourceFileLoader("task_file", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("task_file", loader))
    sys.modules["task_file"] = module
    loader.exec_module(module)
    return module


sys.path.insert(0, ` + pythonText(filepath.Dir(path)) + `)
task_file = load(` + pythonText(path) + `)`,
	}
	if t.Initializer != "" {
		task.initializer = "task_file." + t.Initializer
	}
	return task
}

// taken lists the names that mean something else in the program: Python's
// keywords (Lexical analysis, Keywords), what it imports and what it defines.
func taken() []string {
	const keywords = "False None True and as assert async await break class continue def del elif else except finally " +
		"for from global if import in is lambda nonlocal not or pass raise return try while with yield"
	const modules = "csv functools glob importlib json multiprocessing os partial sys threading ThreadPool"
	const own = "INPUTS pending pool read_inputs result show task_file value " +
		"enumerate float list open print range sorted"
	return strings.Fields(keywords + " " + modules + " " + own)
}
