package run

import "time"

// debt is the time of processes that went, which an ancestor who lives is to have from
// waiting for them. One that ignores SIGCHLD waits for nobody, and what its children used
// is then in no counter of the kernel's (wait(2), notes): it is kept from the readings.
type debt struct {
	fresh   time.Duration // of who went since the reading before
	due     time.Duration // of who went earlier and was not paid for yet
	settled time.Duration // what the ancestor had waited for at the reading before
}

// blur is by how much times that the kernel tells in steps of 10 ms may differ from
// those that are the sum of readings.
const blur = 20 * time.Millisecond

// pay takes in what the ancestor has waited for by now. What is not paid one reading
// later than it could have been is lost: the two are not read at one instant.
func (d *debt) pay(waited time.Duration) (lost time.Duration) {
	paid := waited - d.settled
	d.settled = waited
	open := d.due + d.fresh - paid
	if late := d.due - paid; late > blur {
		lost = late
		open -= late
	}
	d.due, d.fresh = 0, 0
	if open > blur {
		d.due = open
	}
	return lost
}

// owe puts the time of a process that is gone down to the ancestor who lives, if there is one.
func (w *Watch) owe(gone *Watched) (owed bool) {
	heir := w.heir(gone)
	if heir == nil {
		return false
	}
	if gone.Exit == nil && !gone.Dead {
		gone.heir, gone.left = heir, gone.CPU+gone.waited()
		heir.debt.fresh += gone.left
	}
	return true
}

// forgive takes a debt back: this process waited for who is gone, and not the ancestor.
func (p *Watched) forgive() {
	if p.heir != nil {
		p.heir.debt.due = max(0, p.heir.debt.due-p.left)
		p.heir = nil
	}
}

// heir returns the ancestor who lives of a process that is gone, nil for none.
func (w *Watch) heir(p *Watched) *Watched {
	for range w.alive {
		if p = w.alive[p.Parent]; p == nil {
			return nil
		}
		if p.Last == w.glance.At {
			return p
		}
	}
	return nil
}

// settle has those who live pay, and keeps what nobody waited for.
func (w *Watch) settle() {
	for _, p := range w.glance.Now {
		if lost := p.debt.pay(p.waited()); lost > 0 {
			w.ended += lost
			w.vague = true
		}
	}
}
