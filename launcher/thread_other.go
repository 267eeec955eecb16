//go:build !linux

package launcher

import "errors"

var errNoNice = errors.New("niceness of workers is only known on Linux: leave nice at 0")

// setThreadNice refuses what it cannot do.
func setThreadNice(add int) error {
	if add == 0 {
		return nil
	}
	return errNoNice
}

// allowedCores is empty: there is no portable way to bind to a core.
func allowedCores() []int { return nil }

func pinThread(int) {}

// clearSignalMask is out of reach: what blocked signals when it started Poolscope
// hands that on.
func clearSignalMask() {}
