package proc

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Process is what /proc/PID/stat says of a process (proc_pid_stat(5)). PID and
// Start together are its identity: a PID is given again once its owner was reaped.
type Process struct {
	PID     int
	Parent  int
	Group   int
	Session int
	State   byte   // 'R', 'S', 'T', …; 'Z' is a first thread that ended
	Threads int    // that have not ended; 1 of a dead process
	Start   uint64 // clock ticks after the boot
}

// Read returns what the kernel says of a process, and false for one that is gone.
func Read(pid int) (Process, bool) {
	var buf [1024]byte // 52 numbers, and a name of 16 bytes
	stat := readAt("/proc/"+strconv.Itoa(pid)+"/stat", buf[:])
	// The command's name stands in parentheses and may hold anything: count from
	// the last one (state is field 3, starttime 22).
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return Process{}, false
	}
	number := func(field int) int {
		n, _ := strconv.Atoi(string(fields[field-3])) // always a number
		return n
	}
	return Process{
		PID: pid, Parent: number(4), Group: number(5), Session: number(6),
		State: fields[0][0], Threads: number(20), Start: uint64(number(22)),
	}, true
}

// readAt reads what fits from a file of the kernel's, which has it all at once: it is
// done for each process that is started, and three system calls are all it needs.
func readAt(path string, buf []byte) []byte {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer func() { _ = unix.Close(fd) }()
	n, err := unix.Read(fd, buf)
	if err != nil {
		return nil
	}
	return buf[:n]
}

// Dead reports whether the process only waits to be reaped. One whose first thread
// alone has ended is not dead.
func (p Process) Dead() bool { return (p.State == 'Z' || p.State == 'X') && p.Threads <= 1 }

// Stopped reports whether a signal stopped the process.
func (p Process) Stopped() bool { return p.State == 'T' }

// Signal sends a signal to this very process, never to another that was given
// its PID: the descriptor of the process is opened first, then its identity is
// read again, and only then is it signalled (pidfd_open(2)). unix.ESRCH says that
// it is gone. Before Linux 5.3, which has no such descriptors, microseconds lie
// between the look and the signal.
func (p Process) Signal(sig unix.Signal) error {
	fd, err := unix.PidfdOpen(p.PID, 0)
	if err == nil {
		defer func() { _ = unix.Close(fd) }()
	} else if !errors.Is(err, unix.ENOSYS) {
		return fmt.Errorf("open process %d: %w", p.PID, err)
	}
	if now, ok := Read(p.PID); !ok || now.Start != p.Start {
		return unix.ESRCH
	}
	if err != nil {
		err = unix.Kill(p.PID, sig)
	} else {
		err = unix.PidfdSendSignal(fd, sig, nil, 0)
	}
	if err != nil {
		return fmt.Errorf("signal process %d: %w", p.PID, err)
	}
	return nil
}

// Command returns how the process was started, its arguments separated by blanks,
// or its name in brackets where they cannot be read; "" for one that is gone.
func (p Process) Command() string {
	folder := "/proc/" + strconv.Itoa(p.PID)
	line, _ := os.ReadFile(folder + "/cmdline") // that of a dead process is empty
	if words := strings.TrimRight(string(line), "\x00"); words != "" {
		return strings.ReplaceAll(words, "\x00", " ")
	}
	name, err := os.ReadFile(folder + "/comm")
	if err != nil {
		return ""
	}
	return "[" + strings.TrimSpace(string(name)) + "]"
}

// Children returns the PIDs of the children of a process, dead ones included, as
// each of its threads lists them (proc_tid_children(5)). A child that comes or
// goes meanwhile may be missing: whoever needs all of them asks again.
func Children(pid int) []int {
	tasks := "/proc/" + strconv.Itoa(pid) + "/task"
	threads, err := os.ReadDir(tasks)
	if err != nil {
		return nil
	}
	var children []int
	for _, thread := range threads {
		text, err := os.ReadFile(tasks + "/" + thread.Name() + "/children")
		if err != nil && thread.Name() == strconv.Itoa(pid) {
			return searched(pid) // a kernel without CONFIG_PROC_CHILDREN, or a process that is gone
		}
		for word := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				children = append(children, child)
			}
		}
	}
	return children
}

// searched finds the children of a process among all that there are.
func searched(parent int) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var children []int
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			if p, ok := Read(pid); ok && p.Parent == parent {
				children = append(children, pid)
			}
		}
	}
	return children
}

// Descendants returns the children of a process, their children and so on,
// parents first, dead ones included. See Children for what may be missing.
func Descendants(pid int) []Process {
	var all []Process
	parents := []int{pid}
	for len(parents) > 0 {
		parent := parents[0]
		parents = parents[1:]
		for _, child := range Children(parent) {
			p, ok := Read(child)
			if ok && !slices.ContainsFunc(all, func(other Process) bool { return other.PID == child }) {
				all = append(all, p)
				parents = append(parents, child)
			}
		}
	}
	return all
}

// Held returns the PIDs of the processes that this one holds descriptors of, as
// Go's os.Process does of a child until it was waited for (pidfd_open(2)). False
// says that this kernel has no such descriptors.
func Held() (map[int]bool, bool) {
	own, err := unix.PidfdOpen(os.Getpid(), 0)
	if err != nil {
		return nil, false
	}
	defer func() { _ = unix.Close(own) }()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil, false
	}
	held := map[int]bool{}
	for _, entry := range entries {
		// "anon_inode:[pidfd]", and "pidfd:[NUMBER]" since Linux 6.9.
		if target, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && strings.Contains(target, "pidfd") {
			held[pidOf(entry.Name())] = true
		}
	}
	return held, true
}

// pidOf returns which process a descriptor stands for: its line "Pid:".
func pidOf(descriptor string) int {
	info, _ := os.ReadFile("/proc/self/fdinfo/" + descriptor) // one that was closed meanwhile stands for none
	_, rest, _ := strings.Cut(string(info), "\nPid:")
	line, _, _ := strings.Cut(rest, "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(line))
	return pid
}
