package plan_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func itoa(i int) string { return strconv.Itoa(i) }

// values makes inputs of JSON texts.
func values(texts ...string) plan.Inputs {
	in := plan.Inputs{Kind: plan.Values, Values: []json.RawMessage{}}
	for _, text := range texts {
		in.Values = append(in.Values, json.RawMessage(text))
	}
	return in
}

// write makes a file in a folder of the test's own and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// planWith returns a valid plan for a task with other inputs.
func planWith(task string, in plan.Inputs) plan.Plan {
	p := plan.Default()
	p.Task = plan.Task{Kind: plan.Builtin, Name: task}
	p.Inputs = in
	return p
}

// program returns a plan as a Python program.
func program(t *testing.T, p plan.Plan) string {
	t.Helper()
	text, err := p.Python()
	if err != nil {
		t.Fatalf("Python: %v", err)
	}
	return text
}
