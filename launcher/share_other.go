//go:build !linux

package launcher

import "errors"

// AllowedCores is empty: there is no portable way to bind to a core.
func AllowedCores() []int { return nil }

// LowestNice is above MostNice: no niceness can be set.
func LowestNice() int { return MostNice + 1 }

func (*process) setNice(int) error {
	return errors.New("this system has no niceness that Poolscope knows: leave it as it is")
}

func (*process) setAffinity([]int) error {
	return errors.New("this system binds no process to a core: leave it as it is")
}

func isGone(error) bool { return false }

func isPartial(error) bool { return false }
