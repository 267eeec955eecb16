//go:build !linux

package run

// isHeldHere is not known elsewhere, where no orphan comes to this process either.
func isHeldHere(int) bool { return true }
