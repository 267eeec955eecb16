package metrics

import (
	"time"
)

// Families reads processes together with all that descends from them: a command is its
// process tree. It is passive as a Sampler is: no clock, no goroutine, and whoever calls
// Sample owns it.
type Families struct {
	sampler *Sampler
	tree    *Tree
	heads   map[identity]*household
	of      map[kinship]*household // of each process of the tree that belongs to one
	last    time.Time              // of the Sample before
	all     []Process              // that are read, kept for its room
	detail  []Process
	named   []Process // whose threads are listed: those of detail and their descendants
	adopted *orphanage
	strays  *household // the orphans that belong to nobody else's
}

// kinship is the identity of a process of a tree.
type kinship struct {
	pid   int
	start uint64
}

// NewFamilies returns Families that have read nothing yet.
func NewFamilies(src Source) *Families {
	f := &Families{
		sampler: NewSampler(src), tree: NewTree(), heads: map[identity]*household{}, of: map[kinship]*household{},
	}
	f.strays = newHousehold(Process{})
	f.tree.ReadBy(src)
	return f
}

// SetDetail says whose threads the Samples list from now on: those of the processes
// named, where they are wanted, and of all that descends from them. Nobody's is the
// default. It is a Sampler's otherwise: Thread.PID tells whose a thread is.
func (f *Families) SetDetail(processes ...Process) {
	f.detail = append(f.detail[:0], processes...)
}

// Sample is a Sampler's, but for its Usage: each is the sum over a process that was
// wanted and all that descends from it. CPU time is that of children too that ended
// unseen, once they were waited for. State is the busiest one's and Core that of the
// process which used the most; Nice and Affinity are the first process's.
func (f *Families) Sample(now time.Time, want []Process) Sample {
	f.admit(want)
	f.gather(want)
	f.name()
	s := f.sampler.Sample(now, f.all)
	read := make(map[int]*Usage, len(s.Processes))
	for i := range s.Processes {
		read[s.Processes[i].PID] = &s.Processes[i]
	}
	sums, since := make([]Usage, 0, len(want)), stretch{f.last, now, f.sampler.cores.online}
	for _, p := range want {
		if read[p.PID] != nil {
			sums = append(sums, f.heads[p.identity()].sum(*read[p.PID], read, since))
		}
	}
	none := Unread(0)
	none.Processes, none.PSS, none.USS, none.State = 0, 0, 0, stateUnknown
	s.Processes, s.Strays, f.last = sums, f.strays.sum(none, read, since), now
	return s
}

// Close drops all that is kept, open descriptors too.
func (f *Families) Close() {
	f.sampler.Close()
	f.tree.Close()
	clear(f.heads)
	clear(f.of)
	f.detail = nil
}

// admit makes roots of those who are new, and forgets those who are not wanted any more.
func (f *Families) admit(want []Process) {
	heads := make(map[identity]*household, len(want))
	for _, p := range want {
		id := p.identity()
		h := f.heads[id]
		if h == nil {
			h = newHousehold(p)
			_ = f.tree.Add(p.PID) // who cannot be found is alone, and the Sampler says whether it is there
		}
		heads[id] = h
	}
	f.heads = heads
}

// gather lists who is to be read: those who are wanted and their descendants, each once.
func (f *Families) gather(want []Process) {
	f.all = f.all[:0]
	byPID := make(map[int]*household, len(want))
	for _, p := range want {
		h := f.heads[p.identity()]
		h.now = h.now[:0]
		byPID[p.PID] = h
		f.all = append(f.all, p)
	}
	of := make(map[kinship]*household, len(f.of))
	f.strays.now = f.strays.now[:0]
	for _, m := range f.tree.Read() { // parents before children
		h := f.householdOf(m, byPID)
		if h == nil && f.adopted.isOrphan(m, byPID) {
			h = f.adopted.familyOf(m, f.heads)
			if h == nil {
				h = f.strays
			}
		}
		if h == nil {
			continue
		}
		of[kinship{m.PID, m.Start}] = h
		if byPID[m.PID] == nil {
			byPID[m.PID] = h
			f.all = append(f.all, m.Process)
		}
		h.now = append(h.now, m)
		f.adopted.note(m, h)
	}
	f.of = of
	f.adopted.turn()
}

// name has the Sampler list the threads of the families in detail.
func (f *Families) name() {
	f.named = f.named[:0]
	for _, p := range f.detail {
		h := f.heads[p.identity()]
		if h == nil {
			continue
		}
		f.named = append(f.named, h.head)
		for _, m := range h.now {
			if m.PID != p.PID {
				f.named = append(f.named, m.Process)
			}
		}
	}
	f.sampler.SetDetail(f.named...)
}

// householdOf returns where a process belongs: where it was seen before, whoever its
// parent is now, else where its parent does. Who left when nobody wanted its first
// process any more belongs nowhere.
func (f *Families) householdOf(m Member, byPID map[int]*household) *household {
	if h := byPID[m.PID]; h != nil {
		return h // the first of its family
	}
	h := f.of[kinship{m.PID, m.Start}]
	if h == nil {
		h = byPID[m.Parent]
	}
	if h == nil || h != f.strays && f.heads[h.head.identity()] != h {
		return nil
	}
	return h
}
