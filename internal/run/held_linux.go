package run

import "github.com/poolscope/poolscope/launcher/proc"

// isHeldHere reports whether a child was started by code of this process, which holds a
// descriptor of it then, and of no orphan (proc.Held).
func isHeldHere(pid int) bool {
	held, _ := proc.Held()
	return held[pid]
}
