package proc

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// ErrInPart says that some threads have what was set and others do not.
var ErrInPart = errors.New("the others were changed")

// ErrForeign says that a process belongs to another user.
var ErrForeign = errors.New("it belongs to another user: only that user or root may change it")

// Threads returns the TIDs of the threads of a process (proc_pid_task(5)), in no order
// that means anything; none of one that is gone.
func Threads(pid int) []int {
	folder, err := os.Open("/proc/" + strconv.Itoa(pid) + "/task")
	if err != nil {
		return nil
	}
	defer func() { _ = folder.Close() }()
	names, _ := folder.Readdirnames(-1) // those of a process that ends meanwhile are as good as none
	tids := make([]int, 0, len(names))
	for _, name := range names {
		if tid, err := strconv.Atoi(name); err == nil {
			tids = append(tids, tid)
		}
	}
	return tids
}

// setting sets something of one thread.
type setting func(tid int) error

// mostLooks bounds how often it is looked for threads that were started by one which had
// not been set yet: what is set is inherited, so that each look finds fewer.
const mostLooks = 8

// apply sets something of each thread of a process, and with tree of all that descends
// from it. unix.ESRCH says that the process is gone; ErrInPart that only some threads
// could be set. There is no descriptor that setpriority(2) and sched_setaffinity(2)
// take: between the look at a process's identity and the call lie microseconds, unless
// the caller keeps it from being reaped.
//
//nolint:revive // the boolean is how far it reaches
func (p Process) apply(set setting, tree bool) error {
	s := settings{set: set, seen: map[int]bool{}}
	for range mostLooks {
		seen := len(s.seen)
		if !s.process(p) || s.done == 0 && s.failed == nil {
			return unix.ESRCH
		}
		if s.done == 0 {
			return s.failed
		}
		if tree {
			for _, child := range Descendants(p.PID) {
				s.process(child)
			}
		}
		if len(s.seen) == seen {
			break
		}
	}
	if s.failed != nil {
		return fmt.Errorf("%w; %w", s.failed, ErrInPart)
	}
	return nil
}

// settings is what apply has done so far.
type settings struct {
	set    setting
	seen   map[int]bool // threads
	done   int          // threads that were set
	failed error        // of the first that could not be
}

// process sets what is new of a process; false where that is gone.
func (s *settings) process(p Process) bool {
	now, ok := Read(p.PID)
	if !ok || now.Start != p.Start || now.Dead() {
		return false
	}
	for _, tid := range Threads(p.PID) {
		if s.seen[tid] {
			continue
		}
		s.seen[tid] = true
		switch err := s.set(tid); {
		case err == nil:
			s.done++
		case errors.Is(err, unix.ESRCH): // it ended meanwhile
		case s.failed == nil:
			s.failed = fmt.Errorf("process %d: %w", p.PID, err)
		}
	}
	return true
}
