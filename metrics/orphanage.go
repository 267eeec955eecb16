package metrics

import "os"

// orphanage tells to which family an orphan belongs that no reading saw with its
// parent: to that whose group it is in, else to that whose session, as both are
// inherited (setpgid(2), setsid(2)). A nil one has no orphans.
type orphanage struct {
	pid      int // who adopts
	own      Member
	isOwn    func(pid int) bool
	spared   map[kinship]bool
	groups   map[int]*household // of the reading before and of this one; nil for one of several families
	sessions map[int]*household
	now      belonging
}

// belonging is what one reading says of groups and sessions.
type belonging struct {
	groups, sessions map[int]*household
	spared           map[kinship]bool
}

func newBelonging() belonging {
	return belonging{map[int]*household{}, map[int]*household{}, map[kinship]bool{}}
}

// Adopt has the orphans join the families that they came from which become children of
// this process, where it is a subreaper (PR_SET_CHILD_SUBREAPER(2const)); those of
// which that cannot be told are in Sample.Strays. isOwn tells a child that other code of
// this process has started. It is to be called once, before the first process is wanted.
//
// A child that leads a group of the process's own session is taken for one that was
// started on purpose, as no orphan does but what a shell with job control left.
func (f *Families) Adopt(isOwn func(pid int) bool) {
	self, err := f.tree.look.at(os.Getpid())
	if err != nil {
		return
	}
	f.tree.Adopt(self.pid)
	f.adopted = &orphanage{
		pid: self.pid, own: Member{Group: self.group, Session: self.session}, isOwn: isOwn,
		spared: map[kinship]bool{}, groups: map[int]*household{}, sessions: map[int]*household{}, now: newBelonging(),
	}
}

// isOrphan reports whether a member that no family is known of is an orphan. One that
// was none stays none.
func (o *orphanage) isOrphan(m Member, known map[int]*household) bool {
	if o == nil || m.Parent != o.pid || m.Hidden || known[m.PID] != nil {
		return false
	}
	k := kinship{m.PID, m.Start}
	ours := m.Session == o.own.Session && (m.Group == o.own.Group || m.Group == m.PID)
	if ours || o.spared[k] || o.isOwn(m.PID) {
		o.now.spared[k] = true
		return false
	}
	return true
}

// familyOf returns the family that an orphan came from, nil where that is not known.
func (o *orphanage) familyOf(m Member, heads map[identity]*household) *household {
	h := o.now.groups[m.Group]
	if h == nil {
		h = o.groups[m.Group]
	}
	if h == nil && m.Session != o.own.Session {
		if h = o.now.sessions[m.Session]; h == nil {
			h = o.sessions[m.Session]
		}
	}
	if h == nil || heads[h.head.identity()] != h {
		return nil
	}
	return h
}

// note takes in where a member of a family is.
func (o *orphanage) note(m Member, h *household) {
	if o == nil || h.head.PID == 0 {
		return
	}
	if m.Group != o.own.Group {
		claim(o.now.groups, m.Group, h)
	}
	if m.Session != o.own.Session {
		claim(o.now.sessions, m.Session, h)
	}
}

// claim says whose a group is. One that two families are in is nobody's.
func claim(of map[int]*household, number int, h *household) {
	if number == 0 {
		return
	}
	if before, claimed := of[number]; claimed && before != h {
		h = nil
	}
	of[number] = h
}

// turn ends a reading. What the one before said of groups is forgotten: a number is
// given again when its group is empty.
func (o *orphanage) turn() {
	if o == nil {
		return
	}
	o.groups, o.sessions, o.spared = o.now.groups, o.now.sessions, o.now.spared
	o.now = newBelonging()
}
