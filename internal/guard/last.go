package guard

import "sync"

// last is what has to be done before End kills anything.
var last struct { //nolint:gochecknoglobals // the end is the process's
	mu  sync.Mutex
	all map[*func()]struct{}
}

// BeforeEnd has something done first when End kills what the program started, because
// its guard was killed or somebody asked twice: what dies then did not end by itself,
// and is not to be recorded so. It must not wait. The function it returns takes the
// wish back.
func BeforeEnd(do func()) (release func()) {
	last.mu.Lock()
	defer last.mu.Unlock()
	if last.all == nil {
		last.all = map[*func()]struct{}{}
	}
	last.all[&do] = struct{}{}
	return func() {
		last.mu.Lock()
		defer last.mu.Unlock()
		delete(last.all, &do)
	}
}

func doLast() {
	last.mu.Lock()
	defer last.mu.Unlock()
	for do := range last.all {
		(*do)()
	}
}
