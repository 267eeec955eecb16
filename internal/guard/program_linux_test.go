package guard_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/proc"
	"github.com/poolscope/poolscope/launcher/worker"
)

// functions are the tasks of the program's pool.
func functions() worker.Registry { return worker.Registry{"shell": shell} }

// shell runs a script and waits for nothing that it leaves behind.
func shell(c *worker.Call) (any, error) {
	var script string
	if err := c.Decode(&script); err != nil {
		return nil, err
	}
	return nil, exec.Command("sh", "-c", script).Run()
}

// programMain is the program that has a guard. It says its PID when it is ready.
func programMain(mode string, args []string) int {
	switch mode {
	case "exit":
		status, _ := strconv.Atoi(args[0])
		return status
	case "die":
		dieOf(args[0])
	case "pool":
		runPool(args[0])
		<-time.After(time.Minute)
	case "group":
		startInGroup(args[0])
	case "endGroup":
		guard.EndGroup()
		startInGroup(args[0])
	case "ends":
		endTwice(args[0])
	case "signals":
		relaySignals()
	case "stops":
		stopAndGoOn()
	case "inherits":
		return sayInherited(args)
	}
	return 99
}

func ready() { _, _ = fmt.Fprintf(os.Stdout, "ready %d\n", os.Getpid()) }

// dieOf ends the process by a signal as a C program would.
func dieOf(number string) {
	n, _ := strconv.Atoi(number)
	// A shell has the default actions.
	_ = syscall.Exec("/bin/sh", []string{"sh", "-c", fmt.Sprintf("kill -%d $$; sleep 5", n)}, os.Environ())
}

// runPool has a worker run a script, and stays.
func runPool(script string) {
	p, err := launcher.New(launcher.Config{Workers: 2})
	if err != nil {
		panic(err)
	}
	input, _ := json.Marshal(script)
	b, err := p.Submit(launcher.Job{
		Function: "shell", Inputs: launcher.Values([]json.RawMessage{input}), Total: 1, Method: launcher.Map,
	})
	if err != nil {
		panic(err)
	}
	if err := p.Start(noEnd()); err != nil {
		panic(err)
	}
	for r := range b.Results() {
		if r.Err != "" {
			panic(r.Err)
		}
	}
	ready()
}

// startInGroup runs a script in the process group of this process, has what it leaves
// come here, and stays.
func startInGroup(script string) {
	if _, err := proc.AdoptOrphans(); err != nil {
		panic(err)
	}
	if err := exec.Command("sh", "-c", script).Run(); err != nil {
		panic(err)
	}
	ready()
	<-time.After(time.Minute)
}

// endTwice runs a pool and ends as a program does that was asked to twice.
func endTwice(script string) {
	caught := make(chan os.Signal, 8)
	guard.Notify(caught, unix.SIGTERM, unix.SIGINT)
	runPool(script)
	<-caught
	<-caught
	guard.End(128 + int(unix.SIGINT))
}

// relaySignals says each signal that it is told of.
func relaySignals() {
	caught := make(chan os.Signal, 8)
	guard.Notify(caught, unix.SIGINT, unix.SIGTERM)
	ready()
	for s := range caught {
		_, _ = fmt.Fprintln(os.Stdout, unix.SignalName(s.(syscall.Signal)))
	}
}

// stopAndGoOn stops when it is told to, and says so when it goes on.
func stopAndGoOn() {
	caught := make(chan os.Signal, 8)
	guard.Notify(caught, unix.SIGTSTP)
	ready()
	for range caught {
		guard.Suspend()
		select {
		case <-caught:
		default:
		}
		_, _ = fmt.Fprintln(os.Stdout, "continued")
	}
}

// sayInherited says what came down to this process, closes descriptor 3 and stays
// until its input ends.
func sayInherited(args []string) int {
	ready()
	_, _ = fmt.Fprintln(os.Stdout, os.Getppid())
	_, _ = fmt.Fprintln(os.Stdout, strings.Join(args, " "))
	_, _ = fmt.Fprintln(os.Stdout, strings.Count(strings.Join(os.Environ(), "\n"), "POOLSCOPE_GUARD"))
	_, _ = os.NewFile(3, "inherited").WriteString("hello")
	_ = unix.Close(3)
	_, _ = os.Stdin.Read(make([]byte, 1))
	return 0
}
