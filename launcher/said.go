package launcher

import (
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
)

// message is something that a worker said or that became of it.
type message struct {
	from *resident
	at   time.Duration // it arrived
	what any           // one of the types below
}

// What live tells the dispatcher. Times are since the pool started.
type (
	spawned struct{ process *process }
	unborn  struct{ err error }
	cut     struct{} // its output may not be all there was
	ready   struct {
		maxRSS int64
		early  bool // it was said before the initializer was called
	}
	broken struct{ fault wire.Fault }
	began  struct {
		id, lane int
		at       time.Duration
	}
	// ran is tasks that were done one after another, each beginning when the one
	// before ended; the first had begun.
	ran struct {
		first   int // ID
		start   time.Duration
		tasks   []Ran
		values  texts
		next    bool // and the one after them began
		maxRSS  int64
		untimed bool          // start is not known
		heard   time.Duration // as Result has it
	}
	// failed is the end of one task that was not done.
	failed struct {
		id     int
		end    time.Duration
		wall   time.Duration
		cpu    time.Duration
		maxRSS int64
		fault  wire.Fault
		next   bool
		heard  time.Duration // as Result has it
	}
	printed struct {
		id     int // 0 outside of any task
		stream Stream
		data   []byte
	}
	rawBytes struct { // written to a standard stream of the worker itself
		stream Stream
		data   []byte
	}
	returned struct{ ranges []wire.Range }
	parting  struct{ maxRSS int64 }
	garbage  struct{ err error }
	lockAsk  struct{ id int }
	lockEnd  struct{ id int }
	gone     struct{ exit }
)
