//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	watchRounds = 3
	watchWarm   = 2 * time.Second // what starting costs is over then
	watchFor    = 5 * time.Second
	oneIn       = 10 // of the processes works
	watchMost   = 5000
	watchBend   = 1.5 // how many times what a process costs of 5,000 may be of what it costs of 500
)

// monitor is a program that watches processes.
type monitor struct {
	name     string
	words    func(pid int) []string
	terminal bool // it draws on one; else it writes a file
	samples  bool // its lines tell how many it took
}

// monitors returns Poolscope and what it is compared with. Poolscope writes each sample
// of each process in the one form, as top does, and draws a table in the other, as
// htop does. The others watch the whole machine: none of them follows a tree.
func monitors() []monitor {
	ours := func(more ...string) func(int) []string {
		return func(pid int) []string {
			return append([]string{cli, "watch", strconv.Itoa(pid), "--every", "100ms", "--budget", "0"}, more...)
		}
	}
	theirs := func(words ...string) func(int) []string { return func(int) []string { return words } }
	return []monitor{
		{name: "watch --json", words: ours("--json"), samples: true},
		{name: "watch, table", words: ours(), terminal: true},
		{name: "top -b -d 0.1", words: theirs("top", "-b", "-d", "0.1")},
		{name: "htop -d 1", words: theirs("htop", "-d", "1"), terminal: true},
		{name: "pidstat 1", words: theirs("pidstat", "1")},
	}
}

// watch compares what monitors cost while they watch the same processes, by CPU time.
func (s size) watch(ctx context.Context, out *log.Logger) (bool, error) {
	dir, remove, err := workshop()
	if err != nil {
		return false, err
	}
	defer remove()
	program, err := compiled(ctx, dir, "family", familySource)
	if err != nil {
		return false, err
	}
	w := &watching{dir: dir, program: program, out: out}
	all := present(monitors(), out)
	few, err := w.compare(ctx, s.rounds(watchRounds), 100, 1.2, all)
	if err != nil {
		return false, err
	}
	// A table does not tell how many samples it is of, and may be of fewer by now.
	all = slices.DeleteFunc(all, func(m monitor) bool { return m.words(0)[0] == cli && !m.samples })
	more, err := w.compare(ctx, s.rounds(watchRounds), 500, 4, all)
	if err != nil {
		return false, err
	}
	straight, err := w.straight(ctx, max(watchMost/s.part, 500))
	return few && more && straight, err
}

// present leaves out who is not installed, and says so.
func present(all []monitor, out *log.Logger) []monitor {
	var found []monitor
	for _, m := range all {
		if _, err := exec.LookPath(m.words(0)[0]); err != nil {
			out.Printf("  %s: not installed, not compared", m.name)
			continue
		}
		found = append(found, m)
	}
	return found
}

// watching is one measure.
type watching struct {
	dir     string
	program string // of the processes that are watched
	out     *log.Logger
	each    float64 // microseconds a process and sample of those compared last
}

// compare has each monitor watch n processes in turns, and returns whether ours takes no more
// of a core than the goal, in percent.
func (w *watching) compare(ctx context.Context, rounds, n int, goal float64, all []monitor) (bool, error) {
	watched, err := startFamily(ctx, w.program, n, n/oneIn, 0)
	if err != nil {
		return false, err
	}
	defer watched.end()
	costs, each := make([][]float64, len(all)), []float64(nil)
	for range rounds {
		for i, m := range all {
			c, err := w.cost(ctx, m, watched.pid())
			if err != nil {
				return false, fmt.Errorf("%s: %w", m.name, err)
			}
			costs[i] = append(costs[i], c.percent())
			if m.samples {
				each = append(each, c.each(n))
			}
		}
	}
	w.each = median(each)
	met := true
	for i, m := range all {
		middle, verdict := median(costs[i]), ""
		if m.words(0)[0] == cli {
			verdict = fmt.Sprintf(" (goal %.1f)", goal)
			met = met && middle <= goal
		}
		w.out.Printf("  %d processes, %s: %.2f %% of a core%s", n, m.name, middle, verdict)
	}
	w.out.Printf("  %d processes, %s: %.1f µs for each process and sample", n, all[0].name, w.each)
	return met, nil
}

// straight returns whether each of many processes costs about what each of fewer did.
func (w *watching) straight(ctx context.Context, n int) (bool, error) {
	watched, err := startFamily(ctx, w.program, n, n/oneIn/10, 0) // as many that work as of the 500: the machine has to bear it
	if err != nil {
		return false, err
	}
	defer watched.end()
	c, err := w.cost(ctx, monitors()[0], watched.pid())
	if err != nil {
		return false, err
	}
	bend := c.each(n) / w.each
	w.out.Printf("  %d processes, %s: %.1f µs for each process and sample, %.2f times as much (goal at most %.1f), at %.1f samples a second",
		n, monitors()[0].name, c.each(n), bend, watchBend, float64(c.samples)/c.wall.Seconds())
	return bend <= watchBend, nil
}

// spent is what a monitor cost for a while.
type spent struct {
	cpu, wall time.Duration
	samples   int // in that time, 0 where it does not tell
}

// percent is that of a core. Where the samples are known, it is that of ten a second: one
// that takes fewer must not look cheap.
func (c spent) percent() float64 {
	if c.samples > 0 {
		return 100 * c.cpu.Seconds() / float64(c.samples) * 10
	}
	return 100 * c.cpu.Seconds() / c.wall.Seconds()
}

// each is the microseconds for each of n processes and sample.
func (c spent) each(n int) float64 {
	return c.cpu.Seconds() * 1e6 / float64(max(1, c.samples)) / float64(n)
}

// cost starts a monitor, and returns what it and its own processes used once it is
// warm.
func (w *watching) cost(ctx context.Context, m monitor, pid int) (spent, error) {
	words := m.words(pid)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	file, done, err := w.stage(cmd, m)
	if err != nil {
		return spent{}, err
	}
	defer done()
	if err := cmd.Start(); err != nil {
		return spent{}, fmt.Errorf("start it: %w", err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // its status says how it was ended
	}()
	if err := pause(ctx, watchWarm); err != nil {
		return spent{}, err
	}
	before, began, samples := cpuOfTree(cmd.Process.Pid), time.Now(), countSamples(file)
	if err := pause(ctx, watchFor); err != nil {
		return spent{}, err
	}
	c := spent{cpuOfTree(cmd.Process.Pid) - before, time.Since(began), countSamples(file) - samples}
	if c.cpu <= 0 || m.samples && c.samples <= 0 {
		return spent{}, fmt.Errorf("it used %v and took %d samples", c.cpu, c.samples)
	}
	return c, nil
}

// stage gives a monitor its standard streams. The file has what it says, "" for none.
func (w *watching) stage(cmd *exec.Cmd, m monitor) (file string, done func(), err error) {
	if m.terminal {
		t, err := openTerminal()
		if err != nil {
			return "", nil, err
		}
		cmd.Stdin, cmd.Stdout, cmd.Stderr = t.far, t.far, t.far
		return "", t.close, nil
	}
	file = filepath.Join(w.dir, "said")
	f, err := os.Create(file)
	if err != nil {
		return "", nil, fmt.Errorf("make a file: %w", err)
	}
	cmd.Stdout = f
	return file, func() { _ = f.Close() }, nil
}

// countSamples counts the samples in what watch --json has written.
func countSamples(file string) int {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	return bytes.Count(text, []byte(`{"event":"sample"`))
}

// cpuOfTree is the CPU time of a process and of those that live below it: a program
// may be guarded by another.
func cpuOfTree(pid int) time.Duration {
	used, err := cpuTime(pid)
	if err != nil {
		return 0
	}
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return used
	}
	for _, t := range threads {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, t.Name()))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		for word := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				used += cpuOfTree(child)
			}
		}
	}
	return used
}
