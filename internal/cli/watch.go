package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// watchFlags are the arguments of watch.
type watchFlags struct {
	PID []string `arg:"" help:"PIDs of running processes; each is watched with all that descends from it." name:"pid" optional:""`

	Every  time.Duration `default:"100ms" help:"Time between two samples, such as 100ms." placeholder:"TIME"`
	For    time.Duration `help:"Watch for so long, then say the summary; 0s is no limit. A command that was started for it is asked to end then, and killed 3 s later." placeholder:"TIME"`
	Budget float64       `default:"3" help:"Most of a core that watching may take: above it the samples come less often, and that is said; 0 is no bound." placeholder:"PERCENT"`
	Table  bool          `help:"Show the live table although the command writes to the same terminal."`
	Log    string        `help:"Write the lines of --json to this file." placeholder:"FILE"`
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

// leastEvery is the shortest time between two samples.
const leastEvery = 10 * time.Millisecond

// grace is how long what a command left behind has to end after it was asked to.
const grace = launcher.DefaultGrace

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

// watcher is one watch: a loop owns it.
type watcher struct {
	flags   watchFlags
	watch   *run.Watch
	face    *watchFace
	command *run.Command // nil where nothing was started
	glance  *run.Glance
	exit    *run.WatchedExit // of the command, once it has ended
	asked   bool             // the command was asked to end because of --for or of nobody who reads
	ticker  *time.Ticker
	every   time.Duration // that it ticks
}

// watchTrees is the command watch.
func watchTrees(sys System, flags watchFlags, words []string, given bool) (int, error) {
	if err := flags.check(words, given); err != nil {
		return exitUsage, err
	}
	tree := metrics.NewTree()
	defer tree.Close()
	w := &watcher{flags: flags, watch: run.NewWatch(tree, metrics.NewSource(), time.Now())}
	face, err := newWatchFace(sys, flags, words)
	if err != nil {
		return exitUsage, err
	}
	w.face = face
	caught := make(chan os.Signal, 4)
	defer guard.Notify(caught, endingSignals()...)()
	roots, err := w.begin(sys, tree, words)
	if err != nil {
		return exitUsage, errors.Join(err, face.close())
	}
	face.started(roots, words)
	status := w.loop(caught)
	if err := face.close(); err != nil {
		return max(status, exitUnfinished), err
	}
	return status, nil
}

// check returns what cannot be meant.
func (f watchFlags) check(words []string, given bool) error {
	switch {
	case given && len(f.PID) > 0:
		return wrongWatch("%q and a command: want PIDs, or one command behind --", f.PID[0])
	case given && len(words) == 0:
		return wrongWatch("no command behind --: want one such as -- python3 script.py")
	case !given && len(f.PID) == 0:
		return wrongWatch("nothing to watch: want the PID of a process, or a command behind --")
	case f.Every < leastEvery:
		return wrongWatch("--every %v: want %v or more", f.Every, leastEvery)
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

// begin adds what is to be watched, or starts it.
func (w *watcher) begin(sys System, tree *metrics.Tree, words []string) (roots []int, err error) {
	if len(words) > 0 {
		return w.start(sys, tree, words)
	}
	var missing []error
	for _, text := range w.flags.PID {
		pid, _ := strconv.Atoi(text) // checked before
		if err := tree.Add(pid); err != nil {
			missing = append(missing, watchError(pid, err))
			continue
		}
		roots = append(roots, pid)
	}
	if len(roots) == 0 {
		return nil, missing[0]
	}
	for _, err := range missing {
		w.face.note(err.Error())
	}
	return roots, nil
}

// watchError says why a process cannot be watched.
func watchError(pid int, err error) error {
	switch {
	case errors.Is(err, metrics.ErrGone):
		return fmt.Errorf("no process has the PID %d", pid)
	case errors.Is(err, metrics.ErrHidden):
		return fmt.Errorf("process %d is not shown to this user: run poolscope as its owner or as root", pid)
	default:
		return err
	}
}

// start starts the command.
func (w *watcher) start(sys System, tree *metrics.Tree, words []string) ([]int, error) {
	release := w.watch.AdoptOrphans()
	guard.EndGroup()
	var files [3]*os.File
	for i, stream := range []any{sys.Stdin, sys.Stdout, sys.Stderr} {
		files[i], _ = stream.(*os.File) // a stream that is none is closed for the command
	}
	if w.flags.JSON {
		files[1] = files[2]
	}
	c, err := run.StartCommand(words, files, func(pid int) {
		w.watch.Started(pid, words)
		_ = tree.Add(pid) // it is ours and not waited for yet
		w.look()
	})
	if err != nil {
		release()
		return nil, err //nolint:wrapcheck // it says what was being done
	}
	w.command = c
	return []int{c.PID}, nil
}

// loop reads and shows until the end, and returns the exit status.
func (w *watcher) loop(caught <-chan os.Signal) int {
	ticker := time.NewTicker(w.flags.Every)
	defer ticker.Stop()
	w.ticker, w.every = ticker, w.flags.Every
	w.watch.SetBudget(run.NewBudget(w.flags.Budget/100, w.flags.Every))
	var enough <-chan time.Time
	if w.flags.For > 0 {
		enough = time.After(w.flags.For)
	}
	if w.command == nil {
		w.read()
		return w.followStrangers(ticker.C, enough, caught)
	}
	w.face.show(w.glance)
	return w.followCommand(ticker.C, enough, caught)
}

// look reads once more.
func (w *watcher) look() {
	w.glance = w.watch.Read(time.Now())
	w.glance.Young()
}

// read reads once more and shows it.
func (w *watcher) read() {
	w.look()
	w.watch.ReapOrphans()
	w.face.show(w.glance)
	w.keepPace()
}

// keepPace reads as often as the budget allows.
func (w *watcher) keepPace() {
	if notice := w.glance.Notice; notice != "" {
		w.face.note(notice)
	}
	if every := w.glance.Every; every > 0 && every != w.every {
		w.every = every
		w.ticker.Reset(every)
	}
}

// followStrangers watches what runs already until it has ended.
func (w *watcher) followStrangers(tick, enough <-chan time.Time, caught <-chan os.Signal) int {
	for w.glance.Total.Processes > 0 {
		select {
		case <-tick:
			w.read()
			if w.face.unread() {
				return exitPipe
			}
			if w.face.err != nil {
				return exitUnfinished // nobody gets to see the rest
			}
		case <-enough:
			w.finish()
			return exitDone
		case s := <-caught:
			w.finish()
			number, _ := s.(syscall.Signal)
			return 128 + int(number)
		}
	}
	w.finish()
	return exitDone
}

// followCommand watches a command until it has ended, and then ends what it left.
func (w *watcher) followCommand(tick, enough <-chan time.Time, caught <-chan os.Signal) int {
	var killing <-chan time.Time
	for w.exit == nil {
		if w.asked && killing == nil {
			killing = time.After(grace)
		}
		select {
		case <-tick:
			w.read()
			if w.face.unread() {
				w.ask()
			}
		case <-enough:
			w.ask()
		case s := <-caught:
			w.pass(s)
		case <-killing:
			w.watch.EndAll(syscall.SIGKILL)
		case <-w.command.Ended:
			w.reap()
		}
	}
	w.read()
	w.endLeft(tick, caught)
	w.finish()
	if w.exit.Number > 0 {
		return 128 + w.exit.Number
	}
	return w.exit.Code
}

// reap takes in how the command ended. What it had used, and its children, is read a
// last time before nobody can any more.
func (w *watcher) reap() {
	w.look()
	e := w.command.Reap()
	w.watch.Reaped(w.command.PID, e)
	w.exit = &e
	w.face.show(w.glance)
}

// ask asks the command to end, once. One that was stopped goes on, to hear it.
func (w *watcher) ask() {
	if !w.asked {
		w.asked = true
		w.command.Signal(syscall.SIGTERM)
		w.command.Continue()
	}
}

// pass hands a signal on to the command, unless the terminal has sent it to both.
func (w *watcher) pass(s os.Signal) {
	if (s == syscall.SIGINT || s == syscall.SIGQUIT) && inForeground() {
		return
	}
	w.command.Signal(s)
}

// endLeft ends what the command has left behind: it is asked to, and killed after a
// while or at the next signal.
func (w *watcher) endLeft(tick <-chan time.Time, caught <-chan os.Signal) {
	if w.glance.Total.Processes == 0 {
		return
	}
	for _, p := range w.glance.Now {
		if !p.Dead {
			w.face.note(fmt.Sprintf("process %d was left behind by the command, and is ended: %s", p.PID, p.Line(commandShown)))
		}
	}
	w.watch.EndAll(syscall.SIGTERM)
	killing := time.After(grace)
	given := time.After(2 * grace)
	for w.glance.Total.Processes > 0 {
		select {
		case <-tick:
			w.read()
		case <-killing:
			w.watch.EndAll(syscall.SIGKILL)
		case <-caught:
			w.watch.EndAll(syscall.SIGKILL)
		case <-given:
			return
		}
	}
}

// finish says the summary.
func (w *watcher) finish() {
	most, others := w.watch.Most(summaryShown)
	w.face.finished(w.glance, w.exit, most, others)
}
