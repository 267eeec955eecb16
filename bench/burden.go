//go:build linux

package main

import (
	"fmt"
	"log"
	"strconv"
	"strings"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// What a window has to bear while it answers.
const (
	burdenRate    = 230  // jobs a second: some more than the 200 of the goal
	burdenStops   = 12   // pending: some more than the 10 of the goal
	burdenTimeout = 15.0 // seconds a task may take
	burdenGrace   = 3.0  // seconds that one which was asked to end has (launcher.DefaultGrace)
	burdenSlots   = 120
	burdenWriter  = 1000 // jobs between two writers
	burdenJobs    = 30_000
	burdenGrows   = 25 * time.Second // until the first stops are pending, and some more
)

// Loads that have to be there for a latency to count.
const (
	leastJobs  = 180 // a second
	leastStops = 10
	leastWrote = 0.9 // of the looks find a task that writes
)

// burden is a plan of three kinds of commands: short ones, each of which has a number in
// its argument; some that write 1 GB; and some that ignore to be asked to end once their
// time is over, of which about burdenStops are pending at any time.
func burden() string {
	const script = `case $1 in stubborn) trap : TERM; sleep 60; sleep 61;; write) yes | head -c 1000000000;; *) exec sleep "$1";; esac`
	return fmt.Sprintf("[pool]\nworkers = %d\nmethod = \"imap_unordered\"\ntimeout = \"%vs\"\n[task]\nkind = \"command\"\nshell = '%s'\n[inputs]\nvalues = [%s]\n",
		burdenSlots, burdenTimeout, script, strings.Join(burdenInputs(), ","))
}

// burdenInputs lets jobs and stubborn ones come at an even pace from the start on: as
// more and more slots have a stubborn one, the jobs of the others get shorter.
func burdenInputs() []string {
	const pace = burdenStops / burdenGrace            // stubborn ones a second
	const most = pace * (burdenTimeout + burdenGrace) // that live at a time
	var inputs []string
	stubborn := 0.0 // so far, in parts: a job brings a part of one
	for job := range burdenJobs {
		inputs = append(inputs, strconv.Quote(jobName(job, (burdenSlots-min(stubborn, most))/burdenRate)))
		if job%burdenWriter == burdenWriter/2 {
			inputs = append(inputs, `"write"`)
		}
		before := int(stubborn)
		stubborn += pace / burdenRate
		if int(stubborn) > before {
			inputs = append(inputs, `"stubborn"`)
		}
	}
	return inputs
}

// jobName is how many seconds a job sleeps, with its number where it takes no time.
func jobName(job int, seconds float64) string { return fmt.Sprintf("%.3f%06d", seconds, job) }

// jobOf returns the number of a job by what its process was started with.
func jobOf(args []string) (job int, ok bool) {
	const digits = len("0.123")
	if len(args) != 2 || args[0] != "sleep" || len(args[1]) != len(jobName(0, 0)) {
		return 0, false
	}
	job, err := strconv.Atoi(args[1][digits:])
	return job, err == nil
}

// load is what a window had to bear, as the processes of the machine tell it.
type load struct {
	began, ended time.Time
	first, last  int // job
	stops        []float64
	wrote        int // looks that found a task that writes
}

// look counts what there is at this moment.
func (l *load) look() error {
	all, err := desktop.Processes()
	if err != nil {
		return err
	}
	newest, stops, writes := 0, 0, false
	for _, p := range all {
		job, ok := jobOf(p.Args)
		newest = max(newest, job)
		switch words := strings.Join(p.Args, " "); {
		case ok:
		case words == "sleep 61":
			stops++
		case words == "head -c 1000000000":
			writes = true
		}
	}
	l.ended, l.last = time.Now(), max(l.last, newest)
	if l.began.IsZero() {
		l.began, l.first = l.ended, newest
	}
	l.stops = append(l.stops, float64(stops))
	if writes {
		l.wrote++
	}
	return nil
}

// tell writes what there was, and returns whether it was enough for the goal.
func (l *load) tell(out *log.Logger) bool {
	looks := len(l.stops)
	jobs, stops := float64(l.last-l.first)/l.ended.Sub(l.began).Seconds(), median(l.stops)
	wrote := float64(l.wrote) / float64(looks)
	enough := jobs >= leastJobs && stops >= leastStops && wrote >= leastWrote
	out.Printf("  meanwhile %.0f jobs started a second (at least %d), %.0f stops were pending (median, at least %d), a task that writes 1 GB ran at %.0f %% of the answers (at least %.0f)",
		jobs, leastJobs, stops, leastStops, 100*wrote, 100*leastWrote)
	return enough
}
