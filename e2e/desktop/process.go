//go:build linux

package desktop

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Process is one process. PID and Start together are its identity: a PID is
// given again once its owner was reaped.
type Process struct {
	PID    int
	Parent int
	Start  string // clock ticks after the boot, as in /proc/PID/stat
	State  byte   // 'R', 'S', … as in proc(5); 'Z' is dead and not reaped
	Args   []string
}

// Processes returns every process that could be read.
func Processes() ([]Process, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("list the processes: %w", err)
	}
	var all []Process
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if p, ok := read(pid); ok {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// read returns false for a process that has ended meanwhile.
func read(pid int) (Process, bool) {
	dir := filepath.Join("/proc", strconv.Itoa(pid))
	stat, err := os.ReadFile(filepath.Join(dir, "stat"))
	if err != nil {
		return Process{}, false
	}
	// The command's name stands in parentheses and may hold anything: count from
	// the last one (proc(5): state is field 3, ppid 4, starttime 22).
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 20 {
		return Process{}, false
	}
	parent, _ := strconv.Atoi(fields[1]) // always a number
	cmdline, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
	args := strings.Split(strings.TrimSuffix(string(cmdline), "\x00"), "\x00")
	return Process{PID: pid, Parent: parent, Start: fields[19], State: fields[0][0], Args: args}, true
}

// Alive reports whether this very process still exists and is no zombie.
func (p Process) Alive() bool {
	now, ok := read(p.PID)
	return ok && now.Start == p.Start && now.State != 'Z'
}

// WorkerName returns "Process-1" for a worker of that name, and "" for a process
// that is no worker.
func (p Process) WorkerName() string {
	first, rest, _ := strings.Cut(strings.Join(p.Args, " "), " ")
	name, _, _ := strings.Cut(rest, " ")
	if filepath.Base(first) != "poolscope-worker" || !strings.HasPrefix(name, "Process-") {
		return ""
	}
	return name
}

// Guarded returns the process that does the work of a started program: its child of
// the same arguments, where the program is guarded by the process that was started,
// and otherwise that process itself.
func Guarded(started int) (int, error) {
	all, err := Processes()
	if err != nil {
		return 0, err
	}
	return guardedAmong(all, started), nil
}

func guardedAmong(all []Process, started int) int {
	guard := slices.IndexFunc(all, func(p Process) bool { return p.PID == started })
	for _, p := range all {
		if guard >= 0 && p.Parent == started && p.State != 'Z' && slices.Equal(p.Args, all[guard].Args) {
			return p.PID
		}
	}
	return started
}

// Workers returns the living workers of a started program.
func Workers(started int) ([]Process, error) {
	all, err := Processes()
	if err != nil {
		return nil, err
	}
	parent := guardedAmong(all, started)
	var workers []Process
	for _, p := range all {
		if p.Parent == parent && p.State != 'Z' && p.WorkerName() != "" {
			workers = append(workers, p)
		}
	}
	return workers, nil
}

// Marked returns the living processes that were started in an environment that
// holds the mark: descendants, whoever is their parent by now.
func Marked(mark string) ([]Process, error) {
	all, err := Processes()
	if err != nil {
		return nil, err
	}
	var marked []Process
	for _, p := range all {
		environ, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.PID), "environ"))
		if err == nil && bytes.Contains(environ, []byte(mark)) {
			marked = append(marked, p)
		}
	}
	return marked, nil
}
