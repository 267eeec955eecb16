//go:build !linux

package launcher

import "time"

// newEventLoop returns none: only Linux has descriptors of processes that can be waited
// for together with their pipes.
func newEventLoop(*Pool, func() time.Duration) eventLoop { return nil }
