package plan

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/launcher"
)

// ShellLines writes the command of each task of a checked plan of kind command on a
// line that a POSIX shell runs as Poolscope would, in task.dir and with [task.env].
// Nothing is run. {%} is the slot of a pool whose tasks all take as long. A task of
// which no command can be made has a comment in its place, and the error says how many
// have. Where the inputs come slowly, so do the lines.
func (p Plan) ShellLines(stdin io.Reader, w io.Writer) error {
	if p.Task.Kind != Command {
		return Problem{Key: "task.kind", Text: fmt.Sprintf("%q is no command line: want %q", p.Task.Kind, Command)}
	}
	total, inputs, err := p.Open(stdin)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	m, n, wrong := newMaker(p), 0, 0
	for raw, err := range inputs {
		if err != nil {
			_ = out.Flush() // the error that matters is the first
			return fmt.Errorf("read the inputs: %w", err)
		}
		invocation, err := m.invocation(launcher.Errand{Task: n, Slot: n%p.Workers() + 1, Attempt: 1, Input: raw})
		n++
		line := shellLine(invocation)
		if err != nil {
			wrong++
			line = fmt.Sprintf("# task %d has no command: %s", n, strings.Trim(strconv.Quote(err.Error()), `"`))
		}
		_, err = out.WriteString(line + "\n")
		if err == nil && total < 0 {
			err = out.Flush()
		}
		if err != nil {
			return fmt.Errorf("write the commands: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the commands: %w", err)
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d tasks have no command: the comments say why", wrong, n)
	}
	return nil
}

// shellLine returns the line of a command. Its folder is entered in a shell of its
// own, so that the next line begins where this one did.
func shellLine(i launcher.Invocation) string {
	line := argv.Quote(withEnv(i.Argv, i.Env))
	if i.Dir == "" {
		return line
	}
	dir := i.Dir
	if !filepath.IsAbs(dir) {
		dir = "." + string(filepath.Separator) + dir // cd looks for others in CDPATH
	}
	return "(" + argv.Quote([]string{"cd", dir}) + " || exit; " + line + ")"
}

// withEnv returns a command that has variables set, by env(1). That would take a program
// with a "=" in its name for a variable, and a first variable with a "-" for an option; and
// it looks for the program in the PATH that it sets, where a pool has its own.
func withEnv(words, env []string) []string {
	if len(env) == 0 || len(words) == 0 {
		return words
	}
	all := []string{"env"}
	if strings.HasPrefix(env[0], "-") {
		all = append(all, "--")
	}
	all = append(all, env...)
	program := words[0]
	if slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, "PATH=") }) && !pathLike(program) {
		if found, err := exec.LookPath(program); err == nil {
			program = found
		}
	}
	if strings.Contains(program, "=") {
		all = append(all, "/bin/sh", "-c", `exec "$@"`, "sh")
	}
	return append(append(all, program), words[1:]...)
}
