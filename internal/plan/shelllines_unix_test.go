//go:build unix

package plan_test

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestAShellRunsTheLinesOfADryRun(t *testing.T) {
	dir := folder(t, nil)
	script := "#!/bin/sh\nfor a do printf '<%s>' \"$a\"; done; printf ' %s %s\\n' \"$A\" \"${PWD##*/}\"\n"
	p := commandPlan(plan.Inputs{Kind: plan.Stdin, Null: true}, "/bin/sh", "-c", strings.TrimPrefix(script, "#!/bin/sh\n"), "sh", "{}", "{#}")
	p.Dir, p.Task.Dir, p.Task.Env = dir, "folder", map[string]string{"A": "it's"}
	hostile := []string{"a b", "$(touch x)", "{}{#}", "'\"`\\", "two\nlines\n", "\xff\x01", "-n", "", "*"}
	var lines bytes.Buffer
	if err := p.ShellLines(strings.NewReader(strings.Join(hostile, "\x00")+"\x00"), &lines); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(lines.String(), "\n"); n != len(hostile) {
		t.Errorf("%d lines, want %d:\n%s", n, len(hostile), lines.String())
	}
	cmd := exec.CommandContext(t.Context(), "/bin/sh")
	cmd.Dir, cmd.Stdin = "/", &lines
	got, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("sh: %v\n%s", err, got)
	}
	var want strings.Builder
	for i, text := range hostile {
		want.WriteString("<" + text + "><" + itoa(i+1) + "> it's folder\n")
	}
	if string(got) != want.String() {
		t.Errorf("got:\n%q\nwant:\n%q", got, want.String())
	}
}

func TestAShellRunsTheLinesOfADryRunWithAnEnvironment(t *testing.T) {
	dir := folder(t, map[string]string{"a=b": "#!/bin/sh\n/bin/echo $X\n"})
	for _, test := range []struct {
		env     map[string]string
		command []string
		want    string
	}{
		{map[string]string{"PATH": "/nonexistent"}, []string{"ls", "-d"}, "/\n"},
		{map[string]string{"PATH": "", "X": "1"}, []string{"ls", "-d"}, "/\n"},
		{map[string]string{"-i": "1", "X": "it's"}, []string{"sh", "-c", "echo $X"}, "it's\n"},
		{map[string]string{"X": "x y"}, []string{"./a=b"}, "x y\n"},
		{map[string]string{"X": "x", "PATH": "/nonexistent"}, []string{"./a=b"}, "x\n"},
	} {
		p := commandPlan(values(`"/"`), test.command...)
		p.Dir, p.Task.Env = dir, test.env
		var line strings.Builder
		if err := p.ShellLines(nil, &line); err != nil {
			t.Fatal(err)
		}
		got, err := exec.CommandContext(t.Context(), "/bin/sh", "-c", line.String()).CombinedOutput()
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %q, %v, want %q", line.String(), got, err, test.want)
		}
	}
}

func TestADryRunSaysWhichTaskHasNoCommand(t *testing.T) {
	p := commandPlan(plan.Inputs{Kind: plan.Stdin}, "echo", "{}", "{%}")
	p.Pool.Workers = 2
	var lines strings.Builder
	err := p.ShellLines(strings.NewReader("a\n\x00\nb\n"), &lines)
	if err == nil || err.Error() != "1 of 3 tasks have no command: the comments say why" {
		t.Errorf("error = %v, want that one of three has none", err)
	}
	first, rest, _ := strings.Cut(lines.String(), "\n")
	if first != "echo a 1" || !strings.HasPrefix(rest, "# task 2 has no command: argument 1, ") || !strings.HasSuffix(rest, "\necho b 1\n") {
		t.Errorf("lines = %q", lines.String())
	}
	want := `task.kind: "builtin" is no command line: want "command"`
	if err := plan.Default().ShellLines(nil, &lines); err == nil || err.Error() != want {
		t.Errorf("ShellLines of a built-in task = %v, want %s", err, want)
	}
}

func TestADryRunWhoseOutputIsFullSaysSo(t *testing.T) {
	full := errors.New("no space left")
	for _, in := range []plan.Inputs{{Kind: plan.Stdin}, values("1")} {
		err := commandPlan(in, "echo").ShellLines(strings.NewReader("a\n"), failingWriter{full})
		if !errors.Is(err, full) {
			t.Errorf("%s: error = %v, want %v", in.Kind, err, full)
		}
	}
	var lines strings.Builder
	err := commandPlan(plan.Inputs{Kind: plan.Stdin}, "echo").ShellLines(io.MultiReader(strings.NewReader("a\n"), &failing{full}), &lines)
	if !errors.Is(err, full) || lines.String() != "echo a\n" {
		t.Errorf("error = %v after %q, want the reader's after the first line", err, lines.String())
	}
}

func TestADryRunOfASlowProducerShowsEachLineAtOnce(t *testing.T) {
	in, produce := io.Pipe()
	shown, out := io.Pipe()
	ended := make(chan error)
	go func() { ended <- commandPlan(plan.Inputs{Kind: plan.Stdin}, "echo").ShellLines(in, out) }()
	buf := make([]byte, 100)
	for _, text := range []string{"a", "b"} {
		if _, err := io.WriteString(produce, text+"\n"); err != nil {
			t.Fatal(err)
		}
		if n, err := shown.Read(buf); err != nil || string(buf[:n]) != "echo "+text+"\n" {
			t.Errorf("shown %q, %v, want echo %s", buf[:n], err, text)
		}
	}
	_ = produce.Close()
	if err := <-ended; err != nil {
		t.Errorf("ShellLines = %v", err)
	}
}

func TestADryRunShowsWhatCameBeforeBadInputs(t *testing.T) {
	in := values(`{"a":1}`, `{"b":2}`)
	in.Also = []plan.Inputs{values(`{"b":3}`)}
	var lines strings.Builder
	err := commandPlan(in, "echo", "{}").ShellLines(nil, &lines)
	if want := `read the inputs: two columns are called "b"`; err == nil || err.Error() != want || lines.String() != "echo 1 3\n" {
		t.Errorf("error = %v after %q, want %s after echo 1 3", err, lines.String(), want)
	}
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

func TestWhatACommandMissesIsSaidBeforeAnythingStarts(t *testing.T) {
	dir := folder(t, map[string]string{"run.sh": "#!/bin/sh\n", "plain.sh": "true\n"})
	command := func(words ...string) plan.Task { return plan.Task{Kind: plan.Command, Command: words} }
	in := func(dir string, t plan.Task) plan.Task { t.Dir = dir; return t }
	with := func(name, value string, t plan.Task) plan.Task { t.Env = map[string]string{name: value}; return t }
	for _, test := range []struct {
		task plan.Task
		want string // "" for nothing wrong
	}{
		{command("sh"), ""},
		{command("./run.sh", "x"), ""},
		{command("{}"), ""},
		{command("./{}.sh"), ""},
		{in("folder", command("../run.sh")), ""},
		{in(dir, command("./run.sh")), ""},
		{plan.Task{Kind: plan.Command, Shell: "no-such-program"}, ""},
		{with("PATH", "/somewhere", command("no-such-program")), ""},
		{command("no-such-program"), `task.command: "no-such-program": there is no such program in PATH: want one that is installed, or the path of one such as ./no-such-program`},
		{command("./no.sh"), `task.command: "./no.sh": no such file: want a program, found from the folder that the tasks run in`},
		{in("folder", command("./run.sh")), `task.command: "./run.sh": no such file: want a program, found from the folder that the tasks run in`},
		{command("./plain.sh"), `task.command: "./plain.sh": it is not executable: want a program, or a script that begins with #! after chmod +x`},
		{command("./folder"), `task.command: "./folder": it is a directory; want a file`},
		{in("none", command("sh")), `task.dir: "none": no such file or directory: want a folder, found from that of the plan`},
		{in("run.sh", command("sh")), `task.dir: "run.sh": it is no folder: want one, found from that of the plan`},
	} {
		p := planWith("", values("1"))
		p.Dir, p.Task = dir, test.task
		if err := p.Preflight(t.Context()); err == nil && test.want != "" || err != nil && err.Error() != test.want {
			t.Errorf("%s in %q: Preflight = %v, want %q", test.task.Label(), test.task.Dir, err, test.want)
		}
	}
}
