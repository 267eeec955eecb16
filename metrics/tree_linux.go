package metrics

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// keptDescriptors is how many members have a descriptor kept: reading it again costs a
// quarter of opening the file anew.
const keptDescriptors = 2048

// trustFor is how many readings the machine may seem to fork nothing before the lists
// of children are read all the same.
const trustFor = 10

// lookout reads what places processes in a tree.
type lookout struct {
	buf      []byte
	children []int
	load     int // descriptor of /proc/loadavg, -1 where that cannot be trusted
	newest   int // PID that was given last, when it was asked
	quiet    int // readings since the lists of children were due
	machine  int // threads of the whole machine at that time
	search   search
	kept     int
}

// search is the way that new members are found.
type search int

const (
	byLess   search = iota // whichever is less work
	byLists                // the lists of children of all members
	byCensus               // every process of the machine
)

// handleOfMember is the descriptor of /proc/PID/stat, 0 for none. It stays the
// process's own: when the process is gone nothing can be read from it, whoever has
// the PID.
type handleOfMember int

func newLookout() *lookout {
	l := &lookout{buf: make([]byte, 0, 4096), load: -1}
	// A kernel without CONFIG_PROC_CHILDREN has no such lists.
	if unix.Access("/proc/self/task/"+strconv.Itoa(os.Getpid())+"/children", unix.R_OK) != nil {
		l.search = byCensus
	}
	return l
}

// at reads the process that has the PID.
func (l *lookout) at(pid int) (kin, error) {
	text, err := readProc("/proc/"+strconv.Itoa(pid)+"/stat", l.buf)
	if err != nil {
		return kin{}, goneOrHidden(pid, err)
	}
	l.buf = text[:0]
	return parseKin(pid, text)
}

// goneOrHidden tells a process that is not there from one that is not shown.
func goneOrHidden(pid int, err error) error {
	if !errors.Is(goneOr(err), ErrGone) {
		if errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM) {
			return ErrHidden
		}
		return err
	}
	if errors.Is(unix.Kill(pid, 0), unix.EPERM) {
		return ErrHidden
	}
	return ErrGone
}

// mustBeProcess refuses a thread: /proc has a folder for the number of each, listed
// or not (proc(5)).
func (l *lookout) mustBeProcess(pid int) error {
	text, err := readProc("/proc/"+strconv.Itoa(pid)+"/status", l.buf)
	if err != nil {
		return goneOrHidden(pid, err)
	}
	l.buf = text[:0]
	if group := int(statusField(text, "\nTgid:")); group != 0 && group != pid {
		return threadError{group}
	}
	return nil
}

// threadError says whose thread a number is.
type threadError struct{ process int }

func (e threadError) Error() string {
	return "that is the number of a thread of process " + strconv.Itoa(e.process)
}

// again reads a member.
func (l *lookout) again(m *member) (kin, error) {
	if m.kept == 0 {
		return l.at(m.PID)
	}
	n, err := retry(func() (int, error) { return unix.Pread(int(m.kept), l.buf[:cap(l.buf)], 0) })
	if err != nil {
		return kin{}, goneOr(err)
	}
	return parseKin(m.PID, l.buf[:n])
}

// keep opens what makes the next reading of a member cheap, if the process that is
// there is still the member.
func (l *lookout) keep(m *member) {
	if l.kept >= keptDescriptors {
		return
	}
	fd, err := retry(func() (int, error) {
		return unix.Open("/proc/"+strconv.Itoa(m.PID)+"/stat", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	})
	if err != nil || fd == 0 {
		return
	}
	m.kept = handleOfMember(fd)
	l.kept++
	if k, err := l.again(m); err == nil && k.start != m.Start {
		l.release(m)
	}
}

// release closes what was kept.
func (l *lookout) release(m *member) {
	if m.kept != 0 {
		_ = unix.Close(int(m.kept))
		m.kept = 0
		l.kept--
	}
}

func (*lookout) made(k kin) time.Time { return created(k.start) }

// command reads the arguments of a process (proc_pid_cmdline(5)).
func (l *lookout) command(m *member) string {
	f, err := os.Open("/proc/" + strconv.Itoa(m.PID) + "/cmdline")
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	text, _ := io.ReadAll(io.LimitReader(f, maxCommand)) // what could be read is better than nothing
	return string(text)
}

// stirred reports whether a process may have been made since it was asked last: the
// PID that was given last is another one (/proc/loadavg of proc(5)).
func (l *lookout) stirred() bool {
	if l.load < 0 {
		l.load = openLoad()
	}
	n, err := retry(func() (int, error) { return unix.Pread(l.load, l.buf[:cap(l.buf)], 0) })
	newest, all, ok := parseLoad(l.buf[:max(0, n)])
	if err != nil || !ok {
		return true
	}
	l.machine = all
	l.quiet++
	// 0 stands for not known, as some sandboxes have it.
	if newest > 0 && newest == l.newest && l.quiet < trustFor {
		return false
	}
	l.newest, l.quiet = newest, 0
	return true
}

// parseLoad finds the PID that was given last and the number of threads of the
// machine at the end of a text such as "0.94 0.75 0.54 4/127 16496".
func parseLoad(text []byte) (newest, threads int, ok bool) {
	text = bytes.TrimSpace(text)
	last := bytes.LastIndexByte(text, ' ')
	slash := bytes.LastIndexByte(text, '/')
	if slash < 0 || last < slash {
		return 0, 0, false
	}
	pid, isPID := number(text[last+1:])
	n, isNumber := number(text[slash+1 : last])
	return int(pid), int(n), isPID && isNumber
}

// openLoad opens /proc/loadavg, if it is the kernel's own and not a file that a
// container's manager renews now and then (lxcfs).
func openLoad() int {
	fd, err := unix.Open("/proc/loadavg", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1
	}
	var file, kernel unix.Stat_t
	if unix.Fstat(fd, &file) != nil || unix.Stat("/proc/self/stat", &kernel) != nil || file.Dev != kernel.Dev {
		_ = unix.Close(fd)
		return -1
	}
	return fd
}

// prefersCensus reports whether reading every process of the machine is less work
// than reading as many lists of children: there are fewer others than members.
func (l *lookout) prefersCensus(threads int) bool {
	return l.search == byCensus || l.search == byLess && l.machine > 0 && 2*threads > l.machine
}

// childrenOf returns the PIDs of the children of a process, as each of its threads
// lists them. The slice is valid until the next call.
func (l *lookout) childrenOf(k kin) []int {
	l.children = l.children[:0]
	folder := "/proc/" + strconv.Itoa(k.pid) + "/task/"
	if k.threads == 1 {
		l.listed(folder + strconv.Itoa(k.pid))
		return l.children
	}
	threads, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer func() { _ = threads.Close() }()
	names, _ := threads.Readdirnames(-1) // what could be listed before the process ended will do
	for _, tid := range names {
		l.listed(folder + tid)
	}
	return l.children
}

// listed adds the children of one thread.
func (l *lookout) listed(thread string) {
	text, err := readProc(thread+"/children", l.buf)
	if err != nil {
		return
	}
	l.buf = text[:0]
	for word := range bytes.FieldsSeq(text) {
		if pid, ok := number(word); ok {
			l.children = append(l.children, int(pid))
		}
	}
}

// everybody returns the PIDs of all processes that are not known by the PID of their
// parent.
func (l *lookout) everybody(known func(pid int) bool) map[int][]int {
	all, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer func() { _ = all.Close() }()
	names, _ := all.Readdirnames(-1) // what could be listed will do
	byParent := make(map[int][]int)
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil || known(pid) {
			continue
		}
		if k, err := l.at(pid); err == nil {
			byParent[k.parent] = append(byParent[k.parent], pid)
		}
	}
	return byParent
}

// parseKin parses a stat file (proc_pid_stat(5)). A name may hold any bytes, so it
// ends at the last parenthesis.
func parseKin(pid int, text []byte) (kin, error) {
	k := kin{pid: pid}
	begin, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if begin < 0 || end < begin {
		return k, errors.New("stat has no name in parentheses")
	}
	k.name = text[begin+1 : end]
	field, state := 3, byte(0)
	for word := range bytes.FieldsSeq(text[end+1:]) {
		if field == 3 {
			state = word[0]
		} else {
			n, _ := number(word) // a negative one is none of those that are used
			k.set(field, n)
		}
		if field++; field > 28 {
			break
		}
	}
	if field <= 22 {
		return k, errors.New("stat ends early")
	}
	// One whose first thread alone has ended looks like a zombie.
	k.dead = (state == 'Z' || state == 'X' || state == 'x') && k.threads <= 1
	return k, nil
}

func (k *kin) set(field int, value uint64) {
	switch field {
	case 4:
		k.parent = int(value)
	case 16, 17: // children's user and system time
		k.waited += ticks(value)
	case 20:
		k.threads = int(value)
	case 22:
		k.start = value
	case 28: // where the stack begins: each exec has it elsewhere, and strangers see 0
		k.image = value
	}
}

// number parses decimal digits.
func number(digits []byte) (uint64, bool) {
	var n uint64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + uint64(c-'0')
	}
	return n, len(digits) > 0
}
