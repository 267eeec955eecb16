package metrics

import (
	"bytes"
	"errors"
	"os"
	"os/user"
	"strconv"

	"golang.org/x/sys/unix"
)

// kernelThread is the flag of a thread of the kernel's own (PF_KTHREAD in
// include/linux/sched.h; flags in proc_pid_stat(5)).
const kernelThread = 0x00200000

// candidates reads every process of /proc once. Who ends meanwhile is left out.
func candidates() ([]Candidate, error) {
	folder, err := os.Open("/proc")
	if err != nil {
		return nil, err
	}
	defer func() { _ = folder.Close() }()
	names, err := folder.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	l := census{users: map[uint32]string{}}
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			l.take(pid, "/proc/"+name)
		}
	}
	return l.all, nil
}

// census is one pass over all processes.
type census struct {
	all   []Candidate
	buf   []byte
	users map[uint32]string // names by number
}

// take reads a process.
func (l *census) take(pid int, folder string) {
	text, err := readProc(folder+"/stat", l.buf)
	if err != nil {
		return
	}
	l.buf = text[:0]
	c, err := parseCandidate(pid, text)
	if err != nil {
		return
	}
	c.User = l.user(folder)
	if text, err = readProc(folder+"/cmdline", l.buf); err == nil {
		l.buf = text[:0]
		c.Command = string(text[:min(len(text), maxCommand)])
	}
	l.all = append(l.all, c)
}

// errNoCandidate says that nobody wants to watch a process.
var errNoCandidate = errors.New("a thread of the kernel, or a process that has ended")

// parseCandidate parses a stat file (proc_pid_stat(5)).
func parseCandidate(pid int, text []byte) (Candidate, error) {
	k, err := parseKin(pid, text)
	if err != nil {
		return Candidate{}, err
	}
	c := Candidate{PID: pid, Parent: k.parent, Name: string(k.name), Started: created(k.start), RSS: Unknown}
	field, flags, used := 3, uint64(0), uint64(0)
	for word := range bytes.FieldsSeq(text[bytes.LastIndexByte(text, ')')+1:]) {
		n, _ := number(word) // a negative one is none of those that are used
		switch field {
		case 9:
			flags = n
		case 14, 15: // user and system time
			used += n
		case 24:
			c.RSS = int64(n) * int64(os.Getpagesize())
		}
		if field++; field > 24 {
			break
		}
	}
	c.CPUTime = ticks(used)
	if k.dead || flags&kernelThread != 0 {
		return c, errNoCandidate
	}
	return c, nil
}

// user returns who runs a process: whose its folder is. Unlike the files in it, the
// folder never becomes root's where the memory must not be dumped (task_dump_owner in
// fs/proc/base.c).
func (l *census) user(folder string) string {
	var info unix.Stat_t
	if unix.Stat(folder, &info) != nil {
		return ""
	}
	return l.userName(info.Uid)
}

// userName returns the name of a user, or the number where there is none.
func (l *census) userName(id uint32) string {
	name, known := l.users[id]
	if known {
		return name
	}
	name = strconv.FormatUint(uint64(id), 10)
	if u, err := user.LookupId(name); err == nil {
		name = u.Username
	}
	l.users[id] = name
	return name
}
