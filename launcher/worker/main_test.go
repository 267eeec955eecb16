//go:build unix

package worker_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher/internal/wire"
	"github.com/poolscope/poolscope/launcher/worker"
)

// TestMain is a program as a user writes it: the worker's chance first, then,
// with the argument "plain", the program itself.
func TestMain(m *testing.M) {
	worker.Main(worker.Registry{})
	if len(os.Args) > 1 && os.Args[1] == "plain" {
		_, left := os.LookupEnv(wire.Env)
		_, _ = fmt.Fprintf(os.Stdout, "plain, variable left: %v\n", left)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// plain runs the program with the variable set, and files from descriptor 3 on.
func plain(t *testing.T, argv0, address string, files ...*os.File) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "plain")
	cmd.Args[0] = argv0
	if address != "" {
		cmd.Env = append(os.Environ(), wire.Env+"="+address)
	}
	cmd.ExtraFiles = files
	out, err := cmd.CombinedOutput()
	return string(out), err
}

const wentOn = "plain, variable left: false\n"

func TestNoArgumentMakesAWorker(t *testing.T) {
	if out, err := plain(t, "poolscope-worker", ""); err != nil || out != wentOn {
		t.Errorf("program = %q, %v, want it to go on", out, err)
	}
}

func TestAVariableAloneMakesNoWorker(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, address := range []string{"3,4,secret", "0,1,secret", "nonsense", "3,4"} {
		if out, err := plain(t, "program", address, null, null); err != nil || out != wentOn {
			t.Errorf("%s=%s: %q, %v, want the program to go on without the variable", wire.Env, address, out, err)
		}
	}
}

func TestAPoolThatDoesNotKnowTheSecretIsRefused(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	hello, err := wire.AppendJSON(nil, wire.KindHello, wire.Hello{Secret: "guessed", Worker: "Process-1", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := write.Write(hello); err != nil {
		t.Fatal(err)
	}
	out, err := plain(t, "program", "3,4,right", read, write)
	_ = write.Close()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 70 || !strings.Contains(out, "does not answer") {
		t.Errorf("worker = %q, %v, want exit 70 and why", out, err)
	}
}
