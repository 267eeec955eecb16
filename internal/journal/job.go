package journal

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// heading is the first line of a joblog.
const heading = "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand"

// padded is how wide GNU parallel writes a time of run, with blanks before it (its
// print_joblog: %10.3f). What is shorter, it did not write.
const padded = 10

// noExit stands for the exit code of what has none, as GNU parallel writes it for a
// task that timed out.
const noExit = -1

// job is a line of a joblog.
type job struct {
	task     int // Seq-1
	exit     int
	signal   int
	own      bool   // Poolscope wrote it
	complete []byte // all but the command, the tabulator included
	command  []byte // GNU parallel writes NUL for a newline, and everything else as it is
}

var errNoJob = errors.New("it is no line of a joblog: want Seq, Host, Starttime, JobRuntime, Send, Receive, Exitval, Signal and Command, separated by tabulators")

// isHeading reports whether a line is the first one of a joblog, in whatever version
// of GNU parallel.
func isHeading(text []byte) bool {
	return bytes.HasPrefix(text, []byte("Seq\tHost\tStarttime\t")) && bytes.HasSuffix(text, []byte("\tCommand"))
}

// parseJob reads a line of a joblog without its newline. The command may be cut.
func parseJob(text []byte) (job, error) {
	fields := bytes.SplitN(text, []byte("\t"), 9)
	if len(fields) < 9 {
		return job{}, errNoJob
	}
	command := fields[8]
	seq, err := strconv.Atoi(string(fields[0]))
	if err != nil || seq < 1 || seq >= math.MaxInt32 {
		return job{}, fmt.Errorf("%q is no number of a task: want 1 or more", fields[0])
	}
	for i, name := range []string{"Starttime", "JobRuntime", "Send", "Receive"} {
		if _, err := strconv.ParseFloat(string(bytes.TrimSpace(fields[2+i])), 64); err != nil {
			return job{}, fmt.Errorf("its %s %q is no number", name, fields[2+i])
		}
	}
	exit, err := strconv.ParseInt(string(fields[6]), 10, 32)
	if err != nil {
		return job{}, fmt.Errorf("its Exitval %q is no exit code", fields[6])
	}
	signal, err := strconv.ParseUint(string(fields[7]), 10, 7)
	if err != nil {
		return job{}, fmt.Errorf("its Signal %q is the number of no signal", fields[7])
	}
	return job{
		task: seq - 1, exit: int(exit), signal: int(signal), own: len(fields[3]) < padded,
		complete: text[:len(text)-len(command)], command: command,
	}, nil
}

// state is what became of the task. GNU parallel tells a task that timed out by an
// exit code that no process can have.
func (j job) state() launcher.State {
	switch {
	case j.exit == 0 && j.signal == 0:
		return launcher.Done
	case j.exit == noExit && j.signal != 0:
		return launcher.TimedOut
	case j.signal != 0:
		return launcher.Killed
	}
	return launcher.Failed
}

// exitOf returns the columns Exitval and Signal of a result. Only what is Done has 0
// and 0: a process that exits with 0 when its time is over did not succeed.
func exitOf(r launcher.Result) (exit, signal int) {
	if r.ExitCode != nil {
		exit = *r.ExitCode
	}
	signal = signalNumber(r.Signal)
	switch {
	case r.State == launcher.Done:
		return 0, 0
	case r.State == launcher.TimedOut && signal != 0, exit == 0 && signal == 0:
		return noExit, signal
	}
	return exit, signal
}

// appendJob appends the line of a task that ended. Only whole milliseconds are told,
// and the time of run has no blanks before it, so that it is known for Poolscope's.
func appendJob(dst []byte, r launcher.Result, started time.Time, received int64, command string) []byte {
	exit, signal := exitOf(r)
	dst = strconv.AppendInt(dst, int64(r.Task)+1, 10)
	dst = append(dst, "\t:\t"...)
	dst = strconv.AppendInt(dst, started.Unix(), 10)
	dst = fmt.Appendf(dst, ".%03d\t%.3f\t0\t%d\t%d\t%d\t", started.Nanosecond()/1e6, r.Wall.Seconds(), received, exit, signal)
	dst = append(dst, strings.ReplaceAll(command, "\n", "\x00")...)
	return append(dst, '\n')
}
