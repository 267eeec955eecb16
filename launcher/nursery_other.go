//go:build !linux

package launcher

import "time"

// nursery is empty where a process cannot ask for the orphans among its
// descendants: what a task has started and put into a session of its own escapes
// here, and nobody can name it.
type nursery struct{}

var household nursery //nolint:gochecknoglobals // empty

// bequest is nothing where nobody tells of orphans.
type bequest struct {
	cpu   time.Duration
	lives bool
}

func (*nursery) open()             {}
func (*nursery) close()            {}
func (*nursery) leave(int) bequest { return bequest{} }

// settle says that the time of orphans, if there were any, is not known.
func (*nursery) settle() (late time.Duration, lost bool) { return 0, true }

func (*nursery) enter(start func() (*process, error)) (*process, error) { return start() }

func (*nursery) tend(_ time.Duration, _, stop <-chan struct{}) { <-stop }

func (*nursery) patrol(_ time.Duration, stop <-chan struct{}) { <-stop }

func (*nursery) sweep(time.Duration) []Escapee { return nil }
