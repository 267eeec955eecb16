package launcher_test

import (
	"errors"
	"fmt"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/launcher/worker"
)

// typedFunctions are those of the examples and the tests of Function.
func typedFunctions() worker.Registry {
	return worker.Registry{
		"square":   worker.Of(func(n int) (int, error) { return n * n, nil }),
		"number":   worker.OfCall(printNumber),
		"repeat":   worker.Of2(func(s string, n int) (string, error) { return strings.Repeat(s, n), nil }),
		"volume":   worker.Of3(func(a, b, c float64) (float64, error) { return a * b * c, nil }),
		"root":     worker.Of(root),
		"closed":   worker.Of(func(int) (int, error) { return 0, unspeakable{Secret: make(chan int)} }),
		"late":     worker.Of(late),
		"stubborn": worker.OfCall(stubborn),
	}
}

// printNumber is the tutorial's task: it prints its number and which process it is in.
func printNumber(c *worker.Call, n int) (any, error) {
	_, err := fmt.Fprintf(c.Stdout, "Process %s: %d\n", c.Worker, n)
	return nil, err
}

// root is the whole root of n.
func root(n int) (int, error) {
	for r := range n + 1 {
		if r*r == n {
			return r, nil
		}
	}
	return 0, errors.New("no whole root")
}

// unspeakable is an error that has no form in JSON, and whose text is all that can
// leave the process.
type unspeakable struct{ Secret chan int }

func (unspeakable) Error() string { return "something unspeakable" }

// stubborn is late, whatever SIGTERM says, and prints when it has begun.
func stubborn(c *worker.Call, ms int) (int, error) {
	signal.Ignore(syscall.SIGTERM)
	if _, err := fmt.Fprintln(c.Stdout, "ready"); err != nil {
		return 0, err
	}
	return late(ms)
}

// late returns its input after as many milliseconds.
func late(ms int) (int, error) {
	time.Sleep(time.Duration(ms) * time.Millisecond)
	return ms, nil
}
