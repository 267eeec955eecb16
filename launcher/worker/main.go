// Package worker is the child's side of a pool: what a program's main gives a
// chance first.
package worker

import (
	"crypto/subtle"
	"fmt"
	"os"

	"github.com/poolscope/poolscope/launcher/internal/wire"
	"github.com/poolscope/poolscope/launcher/proc"
)

// Main makes the process a worker if a pool started it as one, and then never
// returns; else it returns at once. Call it in the first line of main.
//
// Neither a command line nor an inherited environment can trigger it: the pool
// names two descriptors in a variable that Main removes, both must be pipes,
// and the first frame must answer the same secret. What a task starts inherits
// descriptors 0, 1 and 2 and no other, so that it cannot speak for the worker.
func Main(functions Registry) {
	address, ok := os.LookupEnv(wire.Env)
	if !ok {
		return
	}
	_ = os.Unsetenv(wire.Env)
	in, out, secret, err := openWire(address)
	if err != nil {
		return
	}
	proc.SealDescriptors()
	frames := wire.NewReader(in)
	hello, err := greet(frames, secret)
	if err != nil {
		fmt.Fprintln(os.Stderr, "poolscope worker:", err)
		os.Exit(exitProtocol)
	}
	w, err := newWorker(hello, functions, in, out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "poolscope worker:", err)
		os.Exit(exitProtocol)
	}
	w.begin()
	os.Exit(w.serve(frames))
}

// Exit codes of a worker that ends by itself.
const (
	exitDone     = 0  // the pool closed its end
	exitProtocol = 70 // the pool sent what a worker cannot understand, EX_SOFTWARE of sysexits(3)
	exitBroken   = 78 // the initializer failed, EX_CONFIG
)

// greet reads the pool's first frame and checks that it knows the secret.
func greet(frames *wire.Reader, secret string) (wire.Hello, error) {
	var hello wire.Hello
	kind, body, err := frames.Next()
	if err != nil {
		return hello, fmt.Errorf("read the pool's greeting: %w", err)
	}
	if kind != wire.KindHello {
		return hello, fmt.Errorf("first frame of kind %d, want a greeting", kind)
	}
	if err := wire.DecodeJSON(body, &hello); err != nil {
		return hello, err
	}
	if subtle.ConstantTimeCompare([]byte(hello.Secret), []byte(secret)) != 1 {
		return hello, fmt.Errorf("the greeting does not answer %s", wire.Env)
	}
	return hello, nil
}
