package launcher

import "slices"

// poolLock is a lock that one task of the pool holds at a time, handed out in
// the order it was asked for. The dispatcher owns it.
type poolLock struct {
	waiting []lockWish // the first holds it
}

type lockWish struct {
	worker *resident
	id     int
}

func (l *poolLock) want(w *resident, id int) {
	l.waiting = append(l.waiting, lockWish{w, id})
	if len(l.waiting) == 1 {
		l.grant()
	}
}

// free takes the lock, or the wish for it, from a task.
func (l *poolLock) free(w *resident, id int) {
	l.drop(func(wish lockWish) bool { return wish.worker == w && wish.id == id })
}

// leave takes everything from a worker that ended.
func (l *poolLock) leave(w *resident) {
	l.drop(func(wish lockWish) bool { return wish.worker == w })
}

func (l *poolLock) drop(whose func(lockWish) bool) {
	if len(l.waiting) == 0 {
		return
	}
	held := l.waiting[0]
	l.waiting = slices.DeleteFunc(l.waiting, whose)
	if len(l.waiting) > 0 && l.waiting[0] != held {
		l.grant()
	}
}

func (l *poolLock) grant() {
	first := l.waiting[0]
	first.worker.outbox.put(first.worker.speech.grant(first.id))
}
