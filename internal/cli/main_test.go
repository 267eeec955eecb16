package cli

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

// TestMain makes the test binary the program under test: poolscope where its
// name says so, and a worker where a pool started it.
func TestMain(m *testing.M) {
	worker.Main(workload.Registry())
	// A process under the race detector waits a second before it ends; the workers
	// need not (https://go.dev/doc/articles/race_detector, Options).
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0")
	if filepath.Base(os.Args[0]) != "poolscope" {
		// Tests run in the background may have inherited these as ignored, and
		// the program would rightly leave them so; what is caught is reset by exec.
		signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP)
	}
	testscript.Main(m, map[string]func(){"poolscope": poolscopeMain})
}

// guardedEnv has the program be behind a guard, as main has it.
const guardedEnv = "POOLSCOPE_TEST_GUARDED"

func poolscopeMain() {
	if os.Getenv(guardedEnv) != "" {
		guard.Main()
	}
	os.Exit(Main(System{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: os.Getenv,
		OpenWindow: func(string, string) int { return 3 },
	}))
}

// TestScripts runs the examples of use in testdata, as a person types them.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and checks its exit status: exits 2 poolscope run bad.toml
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
