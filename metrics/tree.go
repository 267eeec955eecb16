package metrics

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrHidden says that a process is there and its files are not shown to this
// user (hidepid of proc(5)).
var ErrHidden = errors.New("process is hidden from this user")

// Member is a process of a Tree at one reading. PID and Start together are its
// identity. What programs name themselves is kept raw: Line makes it fit for a
// screen.
type Member struct {
	Process        // what a Sampler is to be asked for; Started is when the process was made
	Start   uint64 // of the identity: clock ticks after the boot on Linux, milliseconds since 1970 elsewhere
	Parent  int    // PID at this reading: a child that outlived its parent has another one
	Group   int    // number of its process group at this reading; 0 where it is not known
	Session int    // that of its session
	Name    string // as the kernel has it: on Linux at most 15 bytes of the program's name (proc_pid_comm(5))
	Command string // its arguments, each with a NUL byte at its end; "" where there are none or they cannot be read
	Threads int    // that have not ended; 0 where it is not known
	Dead    bool   // it has ended and was not waited for yet
	Waited  Waited // CPU time of the children that it waited for
	// Hidden tells that its files are not shown to this user: all is unknown then but
	// its PID, its parent and that it is there, and Started is when it was found.
	Hidden bool
}

// Tree knows every process that descends from its roots, those included. Who was
// seen once stays a member until it is reaped, whoever becomes its parent, and so
// do its descendants: a daemon does not leave by forking twice or by a session of
// its own. It is passive: no clock and no goroutine, and whoever calls Read owns it.
//
// On Linux a reading costs one system call for each member, and one more for each
// that ran since the reading before; who is new is found by the PIDs that the kernel
// has given since. Where those cannot be known, the lists of children
// (proc_tid_children(5)) are looked at when something was forked on the machine. They
// leave out a process now and then while others end, as that page says, so after each
// change they are looked at twice.
//
// A child whose parent ends before any reading saw the two of them belongs to
// nobody any more and is missed, unless it comes to a process named by Adopt.
type Tree struct {
	look     *lookout
	members  map[int]*member // by PID
	order    []*member       // by their discovery: parents before children
	adopters []*adopter
	looks    int          // so many times more the lists of children are to be read
	left     map[int]bool // PIDs of those who ended in this reading
	out      []Member
}

// member is a Member and what is kept to read it again.
type member struct {
	Member
	image   uint64        // of the program that runs in it, where the system tells
	unnamed int           // readings that found no command, of a process that may be about to have one
	spent   time.Duration // CPU time of a hidden one, by which it is known
	kept    handleOfMember
}

// adopter is a process whose children join the tree.
type adopter struct {
	pid    int
	before map[int]uint64 // start of the children that it had, by PID
}

// looksAfterNews is how often the lists of children are read after a change.
const looksAfterNews = 2

// commandTries is how many readings a process without a command is asked for it: in
// the middle of an exec it has none.
const commandTries = 3

// NewTree returns a tree without members.
func NewTree() *Tree {
	return &Tree{look: newLookout(), members: make(map[int]*member), left: make(map[int]bool)}
}

// ReadBy has the members read through a Source from now on, so that what a Read of the
// tree finds is not read once more when a Sampler of that Source is asked for the
// members right after it. Both belong to one goroutine then. Sources that read no
// files of /proc change nothing.
func (t *Tree) ReadBy(src Source) {
	for _, m := range t.order {
		t.look.release(m)
	}
	t.look.readBy(src)
	for _, m := range t.order {
		t.look.keep(m)
	}
}

// Add makes the process that has the PID now a root; its descendants join at the
// next Read. The error is ErrGone where nobody has the PID, ErrHidden where the
// process cannot be read.
func (t *Tree) Add(pid int) error {
	err := t.look.mustBeProcess(pid)
	var k kin
	if err == nil {
		k, err = t.look.at(pid)
	}
	if err != nil {
		return fmt.Errorf("process %d: %w", pid, err)
	}
	t.join(k)
	t.looks = looksAfterNews
	return nil
}

// Adopt has every process join that becomes a child of the one named from now on,
// as orphans become of a subreaper (PR_SET_CHILD_SUBREAPER(2const)). The process
// itself stays out.
func (t *Tree) Adopt(pid int) {
	a := &adopter{pid: pid, before: map[int]uint64{}}
	for _, child := range t.look.childrenOf(kin{pid: pid}) {
		if k, err := t.look.at(child); err == nil {
			a.before[child] = k.start
		}
	}
	t.adopters = append(t.adopters, a)
}

// Read returns the processes of the tree that are there, dead ones that nobody has
// waited for included, each once, in the order of their discovery. The slice is
// valid until the next Read.
func (t *Tree) Read() []Member {
	if t.look.stirred() {
		t.looks = looksAfterNews
	}
	t.renew()
	if t.looks > 0 {
		t.looks--
		t.discover()
	}
	t.look.newcomers(t.meet)
	t.out = t.out[:0]
	for _, m := range t.order {
		t.out = append(t.out, m.Member)
	}
	return t.out
}

// Close closes the descriptors that are kept.
func (t *Tree) Close() {
	for _, m := range t.order {
		t.look.release(m)
	}
	t.look.finish()
	t.order, t.members = nil, map[int]*member{}
}

// renew reads the members again and drops those who are gone.
func (t *Tree) renew() {
	clear(t.left)
	t.order = slices.DeleteFunc(t.order, func(m *member) bool {
		if t.left[m.Parent] {
			t.look.doubt(m) // it has another parent now
		}
		k, news, err := t.look.again(m)
		switch {
		case errors.Is(err, ErrHidden):
			m.Hidden, m.Threads = true, 0
			return false
		case errors.Is(err, ErrGone):
			t.leave(m)
			return true
		case err == nil && (news || !t.isNamed(m)):
			t.take(m, k)
		}
		return false
	})
}

// leave drops a member.
func (t *Tree) leave(m *member) {
	t.left[m.PID] = true
	delete(t.members, m.PID)
	t.look.release(m)
	if !t.look.countsNewcomers() {
		t.looks = looksAfterNews
	}
}

// isNamed reports whether no more is to be asked for the command of a member.
func (*Tree) isNamed(m *member) bool {
	return m.Command != "" || m.unnamed >= commandTries || m.Dead
}

// take writes down what was read of a member. Another name or another image is an
// exec, after which the process has another command.
func (t *Tree) take(m *member, k kin) {
	// A process has no image any more while it ends.
	changed := k.image != 0 && k.image != m.image || string(k.name) != m.Name
	if k.dead && !m.Dead {
		t.left[m.PID] = true
	}
	m.Parent, m.Threads, m.Dead, m.Waited, m.Hidden = k.parent, k.threads, k.dead, k.waited, false
	m.Group, m.Session = k.group, k.session
	if k.dead {
		return // a dead process has no command left, and what it had is still true
	}
	if changed {
		m.image, m.Name, m.unnamed = k.image, string(k.name), 0
		m.Command = t.look.command(m)
		return
	}
	if m.Command == "" && m.unnamed < commandTries {
		m.unnamed++
		m.Command = t.look.command(m)
	}
}

// join makes a process a member, once.
func (t *Tree) join(k kin) {
	if _, known := t.members[k.pid]; known {
		return
	}
	m := &member{Member: Member{
		Process: Process{PID: k.pid, Started: t.look.madeAt(k)},
		Start:   k.start, Name: string(k.name),
	}, image: k.image}
	m.Command = t.look.command(m)
	t.take(m, k)
	t.look.keep(m)
	t.members[k.pid] = m
	t.order = append(t.order, m)
}

// discover finds the members that are new.
func (t *Tree) discover() {
	if t.look.prefersCensus(t.threads()) {
		t.census()
		return
	}
	for _, a := range t.adopters {
		for _, child := range t.look.childrenOf(kin{pid: a.pid}) {
			t.admit(child, a.pid)
		}
	}
	for next := 0; next < len(t.order); { // grows meanwhile
		m := t.order[next]
		next++
		if m.Dead {
			continue // what it left belongs to others now
		}
		for _, child := range t.look.childrenOf(kin{pid: m.PID, threads: m.Threads}) {
			t.admit(child, m.PID)
		}
	}
}

// admit lets in the child that a parent was said to have.
func (t *Tree) admit(child, parent int) {
	if _, known := t.members[child]; known {
		return
	}
	k, err := t.look.at(child)
	if errors.Is(err, ErrHidden) {
		t.admitHidden(child, parent)
		return
	}
	if err != nil || !t.descends(k, parent) {
		return
	}
	t.join(k)
}

// admitHidden lets in a child of which nothing but that can be known.
func (t *Tree) admitHidden(child, parent int) {
	m := &member{Member: Member{Process: Process{PID: child, Started: time.Now()}, Parent: parent, Hidden: true}}
	if _, _, err := t.look.again(m); !errors.Is(err, ErrHidden) {
		return
	}
	t.members[child] = m
	t.order = append(t.order, m)
}

// meet lets in a process that is new on the machine, if it descends from the members.
func (t *Tree) meet(k kin) {
	if t.members[k.pid] != nil || t.members[k.parent] == nil && !t.isAdopter(k.parent) {
		return
	}
	parent := k.parent
	if k.threads > 1 {
		// A thread looks as a process does that has all of the process's threads.
		err := t.look.mustBeProcess(k.pid)
		if err == nil {
			k, err = t.look.at(k.pid)
		}
		if err != nil {
			return
		}
	}
	if t.descends(k, parent) {
		t.join(k)
	}
}

func (t *Tree) isAdopter(pid int) bool {
	return slices.ContainsFunc(t.adopters, func(a *adopter) bool { return a.pid == pid })
}

// descends reports whether a process is the child that a parent was said to have: it
// has that parent still, or the parent is no more, and it is one that an adopter did
// not have before.
func (t *Tree) descends(k kin, parent int) bool {
	for _, a := range t.adopters {
		if start, early := a.before[k.pid]; early && start == k.start {
			return false
		}
	}
	if k.parent == parent {
		return true
	}
	m := t.members[parent]
	if m == nil {
		return false
	}
	now, _, err := t.look.again(m)
	return err != nil || now.dead
}

// census finds the members that are new by one look at every process there is.
func (t *Tree) census() {
	byParent := t.look.everybody(func(pid int) bool { return t.members[pid] != nil })
	for _, a := range t.adopters {
		for _, child := range byParent[a.pid] {
			t.admit(child, a.pid)
		}
	}
	for next := 0; next < len(t.order); { // grows meanwhile
		parent := t.order[next].PID
		next++
		for _, child := range byParent[parent] {
			t.admit(child, parent)
		}
	}
}

// threads is how many lists of children the tree has.
func (t *Tree) threads() int {
	n := len(t.adopters)
	for _, m := range t.order {
		n += max(1, m.Threads)
	}
	return n
}
