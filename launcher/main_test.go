package launcher_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/poolscope/poolscope/launcher/worker"
)

// TestMain gives the worker its chance first: the workers of these tests are
// the test binary itself.
func TestMain(m *testing.M) {
	worker.Main(functions())
	// A process under the race detector waits a second before it ends; the workers
	// need not (https://go.dev/doc/articles/race_detector, Options).
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

func functions() worker.Registry {
	all := worker.Registry{
		"text":    func(*worker.Call) (any, error) { return "<a&b>\x00\n", nil },
		"echo":    func(c *worker.Call) (any, error) { return c.Input, nil },
		"pid":     func(*worker.Call) (any, error) { return os.Getpid(), nil },
		"nice":    func(*worker.Call) (any, error) { return niceOfSelf(), nil },
		"fail":    func(c *worker.Call) (any, error) { return nil, fmt.Errorf("no good: %s", c.Input) },
		"empty":   func(*worker.Call) (any, error) { return nil, errors.New("") },
		"panic":   func(*worker.Call) (any, error) { panic("ouch") },
		"print":   printBoth,
		"exit":    func(*worker.Call) (any, error) { os.Exit(3); return nil, nil },
		"chan":    func(*worker.Call) (any, error) { return make(chan int), nil },
		"big":     func(*worker.Call) (any, error) { return strings.Repeat("x", 20<<20), nil },
		"sleep":   sleep,
		"exit-on": exitOn,
		"serial":  serial,
		"raw":     raw,
		"child":   child,
		"leave":   leave,
		"shell":   shell,

		"goexit-on-2": func(c *worker.Call) (any, error) {
			if string(c.Input) == "2" {
				runtime.Goexit()
			}
			return c.Input, nil
		},

		"initialize":  func(*worker.Call) (any, error) { initialized++; return nil, nil },
		"initialized": func(*worker.Call) (any, error) { return initialized, nil },
	}
	maps.Copy(all, typedFunctions())
	return all
}

// initialized is how often this worker has called the initializer.
var initialized int //nolint:gochecknoglobals // the process is what is initialized

func printBoth(c *worker.Call) (any, error) {
	_, err := fmt.Fprintf(c.Stdout, "out %s\n\x00\xff", c.Input)
	_, _ = fmt.Fprintf(c.Stderr, "err %s\n", c.Input)
	return nil, err
}

// raw writes to the process's own stdout and then dies, as a crash does.
func raw(*worker.Call) (any, error) {
	_, _ = os.Stderr.WriteString("last words\n")
	os.Exit(9)
	return nil, nil
}

// sleep waits for as many milliseconds as its input says.
func sleep(c *worker.Call) (any, error) {
	var ms int
	if err := c.Decode(&ms); err != nil {
		return nil, err
	}
	time.Sleep(time.Duration(ms) * time.Millisecond)
	return ms, nil
}

// exitOn exits on the input given as the parameter "on", or after it on a
// later attempt not.
func exitOn(c *worker.Call) (any, error) {
	var n float64
	if err := c.Decode(&n); err != nil {
		return nil, err
	}
	if n == c.Params["on"] && float64(c.Attempt) <= c.Params["attempts"] {
		os.Exit(5)
	}
	return n, nil
}

// serial reports when it was inside the pool's lock, in nanoseconds of the
// machine's clock.
func serial(c *worker.Call) (any, error) {
	var from, to int64
	c.Serial(func() {
		from = time.Now().UnixNano()
		time.Sleep(2 * time.Millisecond)
		to = time.Now().UnixNano()
	})
	return [2]int64{from, to}, nil
}

// child says what a process that a task starts has of the worker's wire.
func child(*worker.Call) (any, error) {
	out, err := exec.Command("sh", "-c", "env; ls -l /proc/self/fd").Output()
	found := []string{}
	for _, fd := range []string{"3", "4"} {
		pipe, err := os.Readlink("/proc/self/fd/" + fd)
		if err != nil {
			return nil, err
		}
		if strings.Contains(string(out), pipe) {
			found = append(found, pipe)
		}
	}
	if strings.Contains(string(out), "POOLSCOPE") {
		found = append(found, "POOLSCOPE")
	}
	return found, err
}
