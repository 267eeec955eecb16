//go:build unix

package plan_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func TestTheLineOfAProgramIsTheOneThatItGets(t *testing.T) {
	dir := t.TempDir()
	got := filepath.Join(dir, "got")
	p := plan.Default()
	p.Dir, p.Pool.Workers = dir, 1
	script := `while read -r line; do case $line in '{"task"'*) printf '%s\n' "$line" >>got; id=${line#*id\":}; printf '{"id":%s,"result":1}\n' "${id%%,*}";; esac; done`
	p.Task = plan.Task{Kind: plan.Program, Program: []string{"/bin/sh", "-c", script}}
	p.Inputs = values(`"a b"`, `[1,{"c":2}]`, `"<\u001b>"`)
	speaker, err := p.Speaker()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for i, input := range p.Inputs.Values {
		want = append(want, p.Call(i, input))
	}
	pool, err := launcher.New(launcher.Config{Workers: 1, Speaker: speaker})
	if err != nil {
		t.Fatal(err)
	}
	inputs := func(yield func(json.RawMessage, error) bool) {
		for _, v := range p.Inputs.Values {
			if !yield(v, nil) {
				return
			}
		}
	}
	batch, err := pool.Submit(launcher.Job{Method: p.Pool.Method, Total: len(want), Inputs: inputs})
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
	if err := pool.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := batch.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := pool.Join(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(got)
	if err != nil || strings.TrimSpace(string(text)) != strings.Join(want, "\n") {
		t.Errorf("the program got\n%s, %v, want\n%s", text, err, strings.Join(want, "\n"))
	}
}

func TestASurveyOpensNoPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	in := plan.Inputs{Kind: plan.Lines, File: path}
	if s, _ := survey(t, commandPlan(in, "echo")); s.Tasks != -1 || len(s.First) > 0 {
		t.Errorf("Survey = %+v, want nothing known", s)
	}
	in.Also = []plan.Inputs{values("1", "2")}
	if s, _ := survey(t, commandPlan(in, "echo")); s.Tasks != -1 || len(s.First) > 0 {
		t.Errorf("Survey of two sources = %+v, want nothing known", s)
	}
}
