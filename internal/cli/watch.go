package cli

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/internal/run"
)

// watchFlags are the arguments of watch.
type watchFlags struct {
	PID []string `arg:"" help:"PIDs of running processes; each is watched with all that descends from it." name:"pid" optional:""`

	Every  time.Duration `default:"100ms" help:"Time between two samples, such as 100ms." placeholder:"TIME"`
	For    time.Duration `help:"Watch for so long, then say the summary; 0s is no limit. A command that was started for it is asked to end then, and killed 3 s later." placeholder:"TIME"`
	Budget float64       `default:"3" help:"Most of a core that watching may take: above it the samples come less often, and that is said; 0 is no bound." placeholder:"PERCENT"`
	Table  bool          `help:"Show the live table although the command writes to the same terminal."`
	Log    string        `help:"Write the lines of --json to this file." placeholder:"FILE"`
	Record string        `help:"Write every sample, while it is taken, to this file, which must not be there yet and which nobody else may read: a table if its name ends in .csv, else all the lines of --json." placeholder:"FILE"`
	JSON   bool          `help:"One JSON object a line on standard output, nothing else; what a command prints goes to standard error."`
	Quiet  bool          `help:"No table, no lines and no summary." short:"q"`
}

// Help returns what is said of watch besides its flags.
func (watchFlags) Help() string {
	return `Shows what a program does: every process of its tree, daemons that left it included, with CPU, memory, threads, age and command. What stands behind -- is started as it is: it keeps its standard streams and the terminal, Ctrl-C and Ctrl-Z reach it as ever, and its exit status is that of watch. What it leaves behind is ended with it. A process that Poolscope did not start is never sent a signal.

For example:

    poolscope watch 4711
    poolscope watch $(pgrep -d ' ' postgres) --for 10s
    poolscope watch -- python3 script.py
    poolscope watch --log made.jsonl -- make -j 4`
}

// splitWatch cuts the arguments of watch at the first "--", behind which the command
// stands.
func splitWatch(args []string) (before, command []string, given bool) {
	if len(args) == 0 || args[0] != "watch" {
		return args, nil, false
	}
	at := slices.Index(args, "--")
	if at < 0 {
		return args, nil, false
	}
	return args[:at], args[at+1:], true
}

func wrongWatch(format string, args ...any) error {
	return usageError{command: "watch", text: fmt.Sprintf(format, args...)}
}

// refuseWatch answers a PID that would be taken for a flag.
func refuseWatch(args []string) error {
	for i, arg := range args[1:] {
		if strings.HasPrefix(args[i], "--") {
			continue // the value of a flag
		}
		if _, err := strconv.Atoi(arg); err == nil && strings.HasPrefix(arg, "-") {
			return wrongWatch("%s is no PID: want the number of one process, from 1 on", arg)
		}
	}
	return nil
}

// watcher is one watch. The goroutine that follows owns it.
type watcher struct {
	*run.Follower

	flags  watchFlags
	face   *watchFace
	status int  // what the end of PIDs exits with
	silent bool // nobody gets to see the summary
}

// watchTrees is the command watch.
func watchTrees(sys System, flags watchFlags, words []string, given bool) (int, error) {
	if err := flags.check(words, given); err != nil {
		return exitUsage, err
	}
	face, err := newWatchFace(sys, flags, words)
	if err != nil {
		return exitUsage, err
	}
	w := &watcher{flags: flags, face: face}
	w.Follower = run.NewFollower(flags.options(sys, words), w)
	defer w.Close()
	caught := make(chan os.Signal, 4)
	release := guard.Notify(caught, endingSignals()...)
	defer func() {
		outlast(endingSignals())
		release()
	}()
	if len(words) > 0 {
		guard.EndGroup()
	}
	roots, err := w.Begin()
	if err != nil {
		face.recorder.Abandon()
		return exitUsage, errors.Join(err, face.close())
	}
	face.started(roots, words)
	status := w.follow(caught)
	if err := face.close(); err != nil {
		return max(status, exitUnfinished), err
	}
	if face.unrecorded {
		return max(status, exitUnfinished), nil
	}
	return status, nil
}

// outlast keeps signals from ending the program, which has nothing left to do but to exit: a
// copy of Ctrl-C that comes to it after its command has ended by another would take the place
// of the command's status.
func outlast(signals []os.Signal) { signal.Notify(make(chan os.Signal, 1), signals...) }

// check returns what cannot be meant.
func (f watchFlags) check(words []string, given bool) error {
	switch {
	case given && len(f.PID) > 0:
		return wrongWatch("%q and a command: want PIDs, or one command behind --", f.PID[0])
	case given && len(words) == 0:
		return wrongWatch("no command behind --: want one such as -- python3 script.py")
	case !given && len(f.PID) == 0:
		return wrongWatch("nothing to watch: want the PID of a process, or a command behind --")
	case f.Every < run.LeastEvery:
		return wrongWatch("--every %v: want %v or more", f.Every, run.LeastEvery)
	case !(f.Budget >= 0 && f.Budget <= 100):
		return wrongWatch("--budget %v: want 0, which is no bound, to 100 percent of a core", f.Budget)
	case f.For < 0:
		return wrongWatch("--for %v: want 0s, which is no limit, or a time above", f.For)
	}
	for _, text := range f.PID {
		if err := checkPID(text); err != nil {
			return err
		}
	}
	return nil
}

func checkPID(text string) error {
	pid, err := strconv.ParseInt(text, 10, 32)
	switch {
	case err != nil && isProgram(text):
		return wrongWatch("%q is a program and no PID: write -- before a command, as in watch -- %s", text, text)
	case err != nil || pid <= 0:
		return wrongWatch("%q is no PID: want the number of one process, from 1 on", text)
	case int(pid) == os.Getpid():
		return wrongWatch("%d is Poolscope's own PID: want another process", pid)
	}
	return nil
}

// options says what is followed; the PIDs were checked.
func (f watchFlags) options(sys System, words []string) run.FollowOptions {
	o := run.FollowOptions{Command: run.CommandOptions{Words: words}, Every: f.Every, Budget: f.Budget / 100}
	for _, text := range f.PID {
		pid, _ := strconv.Atoi(text)
		o.PIDs = append(o.PIDs, pid)
	}
	files := &o.Command.Files
	for i, stream := range []any{sys.Stdin, sys.Stdout, sys.Stderr} {
		files[i], _ = stream.(*os.File) // a stream that is none is closed for the command
	}
	if f.JSON {
		files[1] = files[2]
	}
	return o
}

// follow reads and shows until the end, and returns the exit status.
func (w *watcher) follow(caught <-chan os.Signal) int {
	orders, over := make(chan func()), make(chan struct{})
	var relay sync.WaitGroup
	relay.Go(func() { w.relay(caught, orders, over) })
	w.Follow(orders)
	close(over)
	relay.Wait()
	if !w.silent {
		most, others := w.Watch().Most(summaryShown)
		w.face.finished(w.Glance(), w.Exit(), most, others)
	}
	switch e := w.Exit(); {
	case e == nil:
		return w.status
	case e.Number > 0:
		return 128 + e.Number
	default:
		return e.Code
	}
}

// relay makes orders of signals and of the end of --for, until it is over.
func (w *watcher) relay(caught <-chan os.Signal, orders chan<- func(), over <-chan struct{}) {
	var enough <-chan time.Time
	if w.flags.For > 0 {
		enough = time.After(w.flags.For)
	}
	for {
		var order func()
		select {
		case <-enough:
			order = w.End
		case s := <-caught:
			order = func() { w.hear(s) }
		case <-over:
			return
		}
		select {
		case orders <- order:
		case <-over:
			return
		}
	}
}

// hear takes in a signal: it ends the watching of PIDs. A command gets it, unless the
// terminal has sent it to both; what that has left behind is killed.
func (w *watcher) hear(s os.Signal) {
	switch {
	case len(w.flags.PID) > 0:
		number, _ := s.(syscall.Signal)
		w.status = 128 + int(number)
		w.End()
	case w.Exit() == nil && (s == syscall.SIGINT || s == syscall.SIGQUIT) && inForeground():
	default:
		w.Pass(s)
	}
}

// Show shows a reading.
func (w *watcher) Show(g *run.Glance) { w.face.show(g) }

// Note shows a sentence.
func (w *watcher) Note(text string) { w.face.note(text) }

// Due ends what nobody reads.
func (w *watcher) Due() {
	pids := len(w.flags.PID) > 0
	switch {
	case w.face.unread():
		w.status, w.silent = exitPipe, pids
		w.End()
	case pids && w.face.err != nil:
		w.status, w.silent = exitUnfinished, true
		w.End()
	}
}
