package plan_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// python returns the standard output of a program in a folder.
func python(t *testing.T, dir, program, stdin string) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Fatalf("python3 is needed to run what is written for it: %v", err)
	}
	script := filepath.Join(t.TempDir(), "script.py")
	if err := os.WriteFile(script, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), path, script)
	// Without its buffer Python writes a line in two pieces, and those of other
	// processes come between.
	c.Env = append(os.Environ(), "PYTHONUNBUFFERED=")
	c.Dir, c.Stdin = dir, strings.NewReader(stdin)
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("python3: %v\n%s\n%s", err, stderr.String(), program)
	}
	return string(out)
}

// compiled says of each program, in one Python, what its docstring and the
// values of its literals are, without running it.
func compiled(t *testing.T, programs map[string]string) map[string]pythonFacts {
	t.Helper()
	text, err := json.Marshal(programs)
	if err != nil {
		t.Fatal(err)
	}
	const check = `
import ast, json, sys
facts = {}
for name, program in json.load(sys.stdin).items():
    try:
        tree = ast.parse(program.encode(), feature_version=(3, 9))
        compile(program.encode(), name, "exec")
    except (SyntaxError, ValueError) as error:
        facts[name] = {"error": f"{error!r}"}
        continue
    node = [n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "INPUTS"]
    try:
        inputs = ast.literal_eval(node[0]) if node else None
    except ValueError:
        inputs = None
    opened = [n.args[0].value for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) in ("open", "glob.glob")]
    facts[name] = {
        "error": "", "doc": ast.get_docstring(tree, clean=False), "inputs": inputs,
        "kinds": [type(n).__name__ for n in tree.body],
        "opened": [list(o.encode("utf-8", "surrogateescape")) for o in opened],
    }
print(json.dumps(facts))
`
	var facts map[string]pythonFacts
	if err := json.Unmarshal([]byte(python(t, t.TempDir(), check, string(text))), &facts); err != nil {
		t.Fatal(err)
	}
	if len(facts) != len(programs) {
		t.Fatalf("facts of %d programs, want %d", len(facts), len(programs))
	}
	return facts
}

type pythonFacts struct {
	Error  string
	Doc    string
	Inputs any
	Kinds  []string
	Opened [][]int
}

func examplesOf(t *testing.T, w workload.Workload) plan.Inputs {
	t.Helper()
	in, err := plan.ParseInputs(plan.Values, w.Input.Examples, w)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// everyParam sets each parameter to another value than its default.
func everyParam(w workload.Workload) map[string]float64 {
	params := map[string]float64{}
	for _, p := range w.Params {
		if params[p.Name] = p.Min; p.Min == p.Default {
			params[p.Name] = p.Max
		}
	}
	return params
}
