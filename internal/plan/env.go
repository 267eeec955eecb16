package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// EnvText returns the variables of a command's environment, NAME=VALUE a line in the
// order of their names, as Set("task.env", …) reads it.
func (t Task) EnvText() string { return strings.Join(t.environ(), "\n") }

// environ lists the variables as a process is given them.
func (t Task) environ() []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(t.Env)) {
		all = append(all, name+"="+t.Env[name])
	}
	return all
}

// setEnv sets a variable of a plan that shares its map with no other.
func (p *Plan) setEnv(name, text string) {
	if p.Task.Env == nil {
		p.Task.Env = map[string]string{}
	}
	p.Task.Env[name] = text
}

// setEnvText sets all variables.
func (p *Plan) setEnvText(text string) error {
	if p.Task.Kind != Command {
		return Problem{Key: "task.env", Text: strayEnv(p.Task.Kind)}
	}
	env := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if !found {
			return Problem{Key: "task.env", Text: show(line) + " is not NAME=VALUE"}
		}
		if wrong := envProblem(name, value); wrong != "" {
			return Problem{Key: "task.env", Text: wrong}
		}
		env[name] = value
	}
	if p.Task.Env = env; len(env) == 0 {
		p.Task.Env = nil
	}
	return nil
}

// envProblem says why no process can be given a variable, or "".
func envProblem(name, value string) string {
	switch {
	case name == "" || strings.ContainsAny(name, "=\x00"):
		return show(name) + " is not the name of a variable: want one without =, such as LANG"
	case strings.ContainsRune(value, 0):
		return name + " holds a NUL byte, which no variable can"
	}
	return ""
}

func (t Task) envFindings() []finding {
	var all []finding
	for _, name := range slices.Sorted(maps.Keys(t.Env)) {
		if wrong := envProblem(name, t.Env[name]); wrong != "" {
			all = append(all, found("task.env."+name, wrong))
		}
	}
	return all
}

func strayEnv(kind TaskKind) string {
	return fmt.Sprintf("a task of kind %q has no environment of its own: want no [task.env], or kind = %q", kind, Command)
}

// env writes the variables of a command's environment.
func (w *writer) env() {
	if len(w.plan.Task.Env) == 0 {
		return
	}
	w.table("[task.env]")
	for _, name := range slices.Sorted(maps.Keys(w.plan.Task.Env)) {
		w.line(fmt.Sprintf("%s = %s", appendKey(nil, name), appendText(nil, w.plan.Task.Env[name])), "")
	}
}
