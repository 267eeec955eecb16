package guard_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/launcher/worker"
)

// TestMain makes the test binary a worker where a pool started it, and a program
// with a guard where its name says so.
func TestMain(m *testing.M) {
	worker.Main(functions())
	// A process under the race detector waits a second before it ends; those of the
	// tests need not (https://go.dev/doc/articles/race_detector, Options).
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0")
	if filepath.Base(os.Args[0]) == guardedName {
		guard.Main()
		os.Exit(programMain(os.Args[1], os.Args[2:]))
	}
	os.Exit(m.Run())
}

// guardedName is that of the program of these tests.
const guardedName = "guarded"
