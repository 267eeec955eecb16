package run

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

// TestMain gives the worker its chance first: the workers of these tests are
// the test binary itself.
func TestMain(m *testing.M) {
	worker.Main(workload.Registry())
	// A process under the race detector waits a second before it ends; the workers
	// need not (https://go.dev/doc/articles/race_detector, Options).
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}
