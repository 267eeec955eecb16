package run

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/poolscope/poolscope/launcher/worker"
	"github.com/poolscope/poolscope/launcher/workload"
)

// TestMain gives the worker its chance first: the workers of these tests are
// the test binary itself.
func TestMain(m *testing.M) {
	worker.Main(workload.Registry())
	goleak.VerifyTestMain(m)
}
