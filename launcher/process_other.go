//go:build !linux

package launcher

import "os"

// reap waits for the end of the process, and then ends what is left of its
// group. Only Linux can look at an end without reaping (waitid(2) with WNOWAIT
// is not usable from Go elsewhere); a group that still has members keeps its
// number from being given away, an empty one is not signalled by accident
// within the microseconds between the two calls.
func (p *process) reap(drained func()) (*os.ProcessState, error) {
	state, err := p.handle.Wait()
	p.kill()
	p.disown()
	drained()
	return state, err
}
