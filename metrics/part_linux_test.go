package metrics

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// partEnv makes the test binary play a part instead of running tests.
const partEnv = "METRICS_TEST_PART"

// playPart is the main of a child, and returns in a process that is none. Every
// part ends when its standard input does, so that no child outlives the test.
func playPart() {
	part := os.Getenv(partEnv)
	if part == "" {
		return
	}
	// However it goes wrong, it ends.
	if err := unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: 60, Max: 60}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	hold := func() {}
	switch part {
	case "burn":
		go burn()
	case "burn twice":
		go burn()
		go burn()
	case "burn on":
		endMainThread()
	case "echo": // and "idle", when nothing is said to it
	case "allocate":
		hold = func() { allocate() }
	case "allocate and free":
		hold = func() { _ = unix.Munmap(allocate()) }
	case "reserve":
		hold = func() { mapMemory() }
	case "share":
		hold = func() { share(3) }
	case "share in steps": // the memory at the first line, a child at each later one
		hold = shareInSteps()
	case "burn until":
		hold = burnUntil()
	case "stranger":
		answer(beStranger)
	case "look":
		answer(look)
	case "look at kin":
		answer(lookAtKin())
	case "load":
		startLoad()
	default:
		fmt.Fprintln(os.Stderr, "no such part: "+part)
		os.Exit(2)
	}
	answerLines(hold)
}

// answerLines says that it is ready, then holds more for every line of the
// input and says the line again.
func answerLines(hold func()) { answer(func(line string) string { hold(); return line }) }

// answer says that it is ready, then replies to every line of the input.
func answer(reply func(line string) string) {
	fmt.Println("ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println(reply(in.Text()))
	}
	os.Exit(0)
}

// allocate touches and keeps 100 MiB. They are not Go's, for the race detector
// would double them.
func allocate() []byte {
	block := mapMemory()
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
	}
	return block
}

// mapMemory reserves 100 MiB that nobody touches.
func mapMemory() []byte {
	block, err := unix.Mmap(-1, 0, 100<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	return block
}

// burnUntil keeps a core busy until what it returns is called.
func burnUntil() (stop func()) {
	var stopped atomic.Bool
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for !stopped.Load() {
		}
	}()
	return func() {
		stopped.Store(true)
		<-ended
	}
}

// burn keeps a core busy on a thread that is not the main one.
func burn() {
	runtime.LockOSThread()
	if unix.Gettid() == os.Getpid() {
		go burn()
		select {} // keeps the main thread
	}
	for n := new(atomic.Uint64); ; {
		n.Add(1)
	}
}

// endMainThread ends the thread that a process began with, as C programs do
// whose main calls pthread_exit(3). The others go on.
func endMainThread() {
	runtime.LockOSThread()
	if unix.Gettid() != os.Getpid() {
		// The scheduler has moved the main goroutine: begin again.
		fmt.Fprintln(os.Stderr, unix.Exec("/proc/self/exe", os.Args, os.Environ()))
		os.Exit(2)
	}
	go burn()
	go answerLines(func() {})
	// Not RawSyscall: the scheduler would wait for this thread for ever.
	_, _, _ = unix.Syscall(unix.SYS_EXIT, 0, 0, 0)
}

// child is a process that plays a part.
type child struct {
	*exec.Cmd
	Process

	in  io.WriteCloser
	out *bufio.Scanner
}

// startPart starts a part and waits until it is ready. It is killed and reaped
// at the end of the test.
func startPart(tb testing.TB, program, part string) *child {
	tb.Helper()
	return startCommand(tb, exec.Command(program), part)
}

func startCommand(tb testing.TB, cmd *exec.Cmd, part string) *child {
	tb.Helper()
	c := &child{Cmd: cmd}
	c.Env = append(append(os.Environ(), cmd.Env...), partEnv+"="+part)
	c.Stderr = os.Stderr
	var err error
	if c.in, err = c.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	c.out = bufio.NewScanner(out)
	c.out.Buffer(nil, 1<<20)
	c.Started = time.Now()
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	c.PID = c.Cmd.Process.Pid
	tb.Cleanup(func() { c.end() })
	if got := c.answer(tb); got != "ready" {
		tb.Fatalf("part %s said %q, want ready", part, got)
	}
	return c
}

// ask says a line and waits for the answer, which is the line.
func (c *child) ask(tb testing.TB, line string) {
	tb.Helper()
	if got := c.reply(tb, line); got != line {
		tb.Fatalf("child said %q, want %q", got, line)
	}
}

// reply says a line and returns the answer.
func (c *child) reply(tb testing.TB, line string) string {
	tb.Helper()
	if _, err := io.WriteString(c.in, line+"\n"); err != nil {
		tb.Fatal(err)
	}
	return c.answer(tb)
}

func (c *child) answer(tb testing.TB) string {
	tb.Helper()
	late := time.AfterFunc(time.Minute, func() { _ = c.Cmd.Process.Kill() })
	defer late.Stop()
	if !c.out.Scan() {
		tb.Fatalf("child ended: %v", c.out.Err())
	}
	return strings.TrimSpace(c.out.Text())
}

// end kills and reaps; a second time it does nothing.
func (c *child) end() {
	if c.ProcessState == nil {
		_ = c.Cmd.Process.Kill()
		_ = c.Wait()
	}
}

func self(tb testing.TB) string {
	tb.Helper()
	path, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}
