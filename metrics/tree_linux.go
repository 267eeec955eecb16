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

// keptDescriptors is how many members of a tree that is read without a Source have a
// descriptor kept: reading it again costs a quarter of opening the file anew.
const keptDescriptors = 2048

// trustFor is how many readings the PIDs that were given are trusted before the lists
// of children are read all the same: who was given a PID of choice (clone3(2), set_tid)
// is not among them.
const trustFor = 50

// newcomerTries is how many readings a PID that was given is looked for: it is given a
// little before the process can be seen.
const newcomerTries = 2

// lookout reads what places processes in a tree.
type lookout struct {
	buf      []byte
	path     procPath
	children []int
	load     int // descriptor of /proc/loadavg, -1 where that cannot be trusted
	newest   int // PID that was given last, when it was asked; 0 where it is not known
	quiet    int // readings since the lists of children were due
	machine  int // threads of the whole machine at that time
	search   search
	noLists  bool        // the kernel has no lists of children
	hides    bool        // processes of others are not shown to this user
	pending  []candidate // by PID
	source   *system     // that reads the members, nil for none
	kept     *keeper     // of the descriptors, where there is none
	made     uint64      // handles, where there is none
}

// candidate is a PID that was given, and whose process was not seen yet.
type candidate struct{ pid, tries int }

// search is the way that new members are found.
type search int

const (
	byLess   search = iota // whichever is less work
	byLists                // the lists of children of all members
	byCensus               // every process of the machine
)

// handleOfMember is what reads a member, nil for none. What it keeps open stays the
// process's own: when the process is gone nothing can be read from it, whoever has the
// PID.
type handleOfMember = *handle

func newLookout() *lookout {
	l := &lookout{buf: make([]byte, 0, 4096), path: newProcPath(1), load: -1, kept: newKeeper()}
	l.kept.most = min(l.kept.most, keptDescriptors)
	l.noLists = unix.Access("/proc/self/task/"+strconv.Itoa(os.Getpid())+"/children", unix.R_OK) != nil // CONFIG_PROC_CHILDREN
	_, err := l.at(1)
	l.hides = errors.Is(err, ErrHidden)
	return l
}

// readBy takes the Source that reads the members.
func (l *lookout) readBy(src Source) {
	if s, ok := src.(*system); ok && s.isOfProc() {
		l.source = s
	}
}

// isOfProc tells a Source that reads files of /proc from one that reads through
// gopsutil.
func (s *system) isOfProc() bool {
	_, ok := s.open(0).(*handle)
	return ok
}

// at reads the process that has the PID.
func (l *lookout) at(pid int) (kin, error) {
	text, err := l.readStat(pid)
	if errors.Is(err, ErrHidden) {
		text, err = l.readStat(pid) // it may have come between the two questions
	}
	if err != nil {
		return kin{}, err
	}
	return parseKin(pid, text)
}

func (l *lookout) readStat(pid int) ([]byte, error) {
	l.path.set(pid)
	text, err := slurp(l.path.file("stat"), l.buf)
	l.buf = text[:0]
	return text, goneOrHidden(pid, err)
}

// parseKin parses a stat file.
func parseKin(pid int, text []byte) (kin, error) {
	st, err := parseStat(text)
	return st.kin(pid, st.name), err
}

// kin returns what places a process in a tree.
func (st *procStat) kin(pid int, name []byte) kin {
	return kin{
		pid: pid, parent: st.parent, group: st.group, session: st.session, threads: st.threads, start: st.start, image: st.image, name: name,
		// One whose first thread alone has ended looks like a zombie.
		dead:   (st.state == 'Z' || st.state == 'X' || st.state == 'x') && st.threads <= 1,
		waited: ticks(st.waited),
	}
}

// goneOrHidden tells a process that is not there from one that is not shown: what has
// the PID can be sent a signal, or not by this user (kill(2), signal 0).
func goneOrHidden(pid int, err error) error {
	if err == nil {
		return nil
	}
	if !errors.Is(goneOr(err), ErrGone) {
		if errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM) {
			return ErrHidden
		}
		return err
	}
	if err := unix.Kill(pid, 0); err == nil || errors.Is(err, unix.EPERM) {
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

// again reads a member, and tells whether it can have changed. It is gone too where
// somebody else has the PID.
func (l *lookout) again(m *member) (k kin, news bool, err error) {
	news = true
	if m.kept != nil {
		news, err = m.kept.renew()
		m.kept.ahead = err == nil
		k = m.kept.newest.stat.kin(m.PID, m.kept.newest.name)
	}
	if m.kept == nil || errors.Is(err, ErrGone) && l.hides {
		k, err = l.at(m.PID)
	}
	if errors.Is(err, ErrHidden) {
		return k, true, l.hidden(m)
	}
	if err == nil && k.start != m.Start {
		err = ErrGone
	}
	return k, news, err
}

// hidden tells by the CPU time, which only grows, whether a hidden process can be the
// member still.
func (*lookout) hidden(m *member) error {
	used, _, err := cpuClock(m.PID)
	if err != nil || used < m.spent {
		return ErrGone
	}
	m.spent = used
	return ErrHidden
}

// doubt has a member read anew though it did not run.
func (*lookout) doubt(m *member) {
	if m.kept != nil {
		m.kept.doubt()
	}
}

// keep makes the next reading of a member cheap.
func (l *lookout) keep(m *member) {
	if m.Hidden {
		return
	}
	h := l.handleOf(m.PID)
	_, err := h.renew()
	if errors.Is(err, ErrGone) && l.source != nil {
		// What was kept may be of a process that had the PID before.
		l.source.Forget(m.PID)
		h = l.handleOf(m.PID)
		_, err = h.renew()
	}
	m.kept = h
	if err != nil || h.start != m.Start {
		l.release(m)
	}
}

func (l *lookout) handleOf(pid int) *handle {
	if l.source == nil {
		l.made++
		h := newHandle(pid, l.kept)
		h.number, h.places = l.made, true
		return h
	}
	if h, ok := l.source.handles[pid].(*handle); ok {
		return h
	}
	return l.source.handle(pid).(*handle)
}

// release closes what was kept.
func (l *lookout) release(m *member) {
	if m.kept == nil {
		return
	}
	if l.source != nil && l.source.handles[m.PID] == reader(m.kept) {
		l.source.Forget(m.PID)
	}
	m.kept.release()
	m.kept = nil
}

func (*lookout) madeAt(k kin) time.Time { return created(k.start) }

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

// stirred reports whether all members are to be asked for new children. Else those who
// are new are known by the PIDs that were given since it was asked last, which end with
// the one in /proc/loadavg (proc(5)).
func (l *lookout) stirred() bool {
	if l.load < 0 {
		l.load = openLoad()
	}
	n, err := retry(func() (int, error) { return unix.Pread(l.load, l.buf[:cap(l.buf)], 0) })
	newest, all, ok := parseLoad(l.buf[:max(0, n)])
	if err != nil || !ok || newest <= 0 { // some sandboxes have 0 there
		l.newest = 0
		return true
	}
	before := l.newest
	l.machine, l.newest = all, newest
	l.quiet++
	if before == 0 || l.quiet >= trustFor || !l.countsNewcomers() && newest != before || !l.expect(before, newest) {
		l.quiet = 0
		return true
	}
	return false
}

// countsNewcomers reports whether the PIDs that were given tell who is new.
func (l *lookout) countsNewcomers() bool { return l.newest > 0 && l.search == byLess && !l.hides }

// expect notes the PIDs that were given between two readings. It returns false when
// they are too many, or began again from below.
func (l *lookout) expect(before, newest int) bool {
	if newest < before || newest-before > 64+2*l.machine {
		return false
	}
	for pid := before + 1; pid <= newest; pid++ {
		l.pending = append(l.pending, candidate{pid: pid})
	}
	return true
}

// newcomers visits those who were expected and can be seen now.
func (l *lookout) newcomers(visit func(k kin)) {
	still := l.pending[:0]
	for _, c := range l.pending {
		k, err := l.at(c.pid)
		if c.tries++; err == nil {
			visit(k)
		} else if c.tries < newcomerTries {
			still = append(still, c)
		}
	}
	l.pending = still
}

// finish closes what is kept besides the members.
func (l *lookout) finish() {
	if l.load >= 0 {
		_ = unix.Close(l.load)
		l.load = -1
	}
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
	if unix.Fstat(fd, &file) != nil || unix.Stat("/proc/self/stat", &kernel) != nil || file.Dev != kernel.Dev || !ownNumbers() {
		_ = unix.Close(fd)
		return -1
	}
	return fd
}

// ownNumbers reports whether /proc has the PIDs that this process knows: it may show
// those of another namespace (pid_namespaces(7)).
func ownNumbers() bool {
	self, err := os.Readlink("/proc/self")
	return err == nil && self == strconv.Itoa(os.Getpid())
}

// prefersCensus reports whether reading every process of the machine is less work
// than reading as many lists of children: there are fewer others than members.
func (l *lookout) prefersCensus(threads int) bool {
	if l.noLists || l.search == byCensus {
		return true
	}
	return l.search == byLess && !l.hides && l.machine > 0 && 2*threads > l.machine
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
