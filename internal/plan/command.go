package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/launcher"
)

const wantCommand = `a program and its arguments such as ["gzip", "-k", "{}"]`

// Template returns the command of the plan with its placeholders. Of names, it knows
// those of the first value alone: what a header calls its columns is not read. The
// error is a Problem.
func (p Plan) Template() (argv.Template, error) {
	var names []string
	if len(p.Inputs.Values) > 0 && !p.Inputs.Header {
		if words, err := argv.WordsOf(p.Inputs.Values[0]); err == nil {
			names = words.Names
		}
	}
	key := "task.command"
	if p.Task.Shell != "" {
		key = "task.shell"
	}
	t, err := p.Task.template(names)
	if err != nil {
		return t, Problem{Key: key, Text: err.Error()}
	}
	return t, nil
}

func (t Task) template(names []string) (argv.Template, error) {
	if t.Shell != "" {
		return argv.Shell(t.Shell) //nolint:wrapcheck // names what is wrong with the script
	}
	return argv.Parse(t.Command, names) //nolint:wrapcheck // names the word
}

// Command returns how a pool starts the tasks of a checked plan of kind command, nil
// for one of another kind. They start in the plan's folder or in task.dir, which is
// relative to that. The error is a Problem: a limit that this system cannot tell, or
// that it never meets.
func (p Plan) Command() (*launcher.Command, error) {
	if p.Task.Kind != Command {
		return nil, nil //nolint:nilnil // no command is an answer
	}
	if _, err := p.Template(); err != nil {
		return nil, err
	}
	hold, err := p.Pool.hold(system())
	if err != nil {
		return nil, err
	}
	return &launcher.Command{Make: newMaker(p).invocation, Delay: p.Pool.Delay, Hold: hold}, nil
}

// maker makes commands of inputs. Several goroutines may use one.
type maker struct {
	task Task
	dir  string
	env  []string

	mu        sync.Mutex
	templates map[string]argv.Template // by the names of the columns
}

func newMaker(p Plan) *maker {
	return &maker{task: p.Task, dir: p.taskDir(), env: p.Task.environ(), templates: map[string]argv.Template{}}
}

// taskDir returns the folder that commands run in, "" for the current one.
func (p Plan) taskDir() string {
	if p.Task.Dir == "" {
		return p.Dir
	}
	return p.path(p.Task.Dir)
}

func (m *maker) invocation(e launcher.Errand) (launcher.Invocation, error) {
	words, err := m.arguments(e.Task+1, e.Slot, e.Input)
	return launcher.Invocation{Argv: words, Dir: m.dir, Env: m.env}, err
}

// arguments returns the command of one input.
func (m *maker) arguments(number, slot int, input json.RawMessage) ([]string, error) {
	columns, err := argv.WordsOf(input)
	if flaw, ok := errors.AsType[*argv.FlawError](err); ok {
		return nil, flaw
	}
	if err != nil {
		return nil, fmt.Errorf("read the input: %w", err)
	}
	t, err := m.template(columns.Names)
	if err != nil {
		return nil, err
	}
	return t.Expand(number, slot, columns) //nolint:wrapcheck // names the argument
}

// template returns the command in which columns have names. Inputs of one run nearly
// always have the same; what is kept of others is bounded.
func (m *maker) template(names []string) (argv.Template, error) {
	const most = 100
	m.mu.Lock()
	defer m.mu.Unlock()
	key := strings.Join(names, "\x00")
	if t, ok := m.templates[key]; ok {
		return t, nil
	}
	t, err := m.task.template(slices.Clone(names))
	if err == nil && len(m.templates) < most {
		m.templates[key] = t
	}
	return t, err
}

// problem says why an input cannot be a command's, or "".
func (m *maker) problem(raw json.RawMessage) string {
	t, err := m.template(nil)
	if err != nil {
		return "" // that is said of the command
	}
	if _, simple := simpleText(raw); simple && !t.AsksForColumns() {
		return "" // one column, and no byte in it that an argument cannot have
	}
	if _, err := m.arguments(1, 1, raw); err != nil {
		return "input " + shorten(string(raw)) + ": " + err.Error()
	}
	return ""
}

// columnsProblem says why an input has no columns, which may become a part of a longer
// one, or "".
func columnsProblem(raw json.RawMessage) string {
	if _, err := argv.WordsOf(raw); err != nil {
		return err.Error()
	}
	return ""
}

// commandLabel names a command in a few words, on one line.
func (t Task) commandLabel() string {
	if t.Shell == "" {
		return JoinWords(t.Command)
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(t.Shell), "\n")
	if strings.TrimSpace(rest) != "" {
		first += " …"
	}
	return strings.TrimSpace(first)
}

// commandFindings returns what is wrong with a command, its folder's name apart.
func (t Task) commandFindings() []finding {
	var all []finding
	switch {
	case t.Shell != "" && len(t.Command) > 0:
		all = append(all, found("task.shell", "command and shell at once: want one of them"))
	case t.Shell == "" && len(t.Command) == 0:
		all = append(all, found("task.command", "missing: want "+wantCommand+", or shell = \"…\""))
	default:
		if _, err := (Plan{Task: t}).Template(); err != nil {
			p, _ := err.(Problem) //nolint:errorlint // it is nothing else, and not wrapped
			all = append(all, finding{p, -1})
		}
	}
	return append(all, t.envFindings()...)
}

// commandFindings returns which settings make no sense where each task is a process
// of its own.
func (p Pool) commandFindings() []finding {
	const own = "each command is a process of its own"
	var all []finding
	add := func(key, format string, args ...any) {
		all = append(all, found("pool."+key, fmt.Sprintf(format, args...)))
	}
	if p.RunAs == launcher.Threads {
		add("run_as", "%q, but %s: want %q", p.RunAs, own, launcher.Processes)
	}
	if p.Chunk > 1 {
		add("chunk", "%d tasks a message, but %s: want \"auto\" or 1", p.Chunk, own)
	}
	if p.MaxTasksPerWorker > 0 {
		add("max_tasks_per_worker", "%d, but %s and ends with its task: want 0", p.MaxTasksPerWorker, own)
	}
	if p.OnWorkerDeath != launcher.DeathFails && slices.Contains(launcher.DeathPolicies(), p.OnWorkerDeath) {
		add("on_worker_death", "%q, but %s, and its end is that of the task: want %q, and retries for further attempts", p.OnWorkerDeath, own, launcher.DeathFails)
	}
	return all
}
