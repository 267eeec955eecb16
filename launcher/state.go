package launcher

// State is what became of a task. Each is counted apart, and at every instant
// the counts add up to the total.
type State string

// The states of a task, with their names in JSON.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"    // the function returned an error or the worker exited under it
	TimedOut  State = "timed_out" // its time was over and its worker was killed
	Killed    State = "killed"    // its worker was ended by a signal
	Cancelled State = "cancelled" // it was running when the pool was terminated
	NotRun    State = "not_run"   // it never started: the pool was terminated or halted before
)

// Final reports whether a task in this state stays in it.
func (s State) Final() bool { return s != Queued && s != Running }
