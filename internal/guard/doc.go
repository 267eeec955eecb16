// Package guard sees to it that nothing outlives a program, whatever ends it.
//
// A program that is killed by SIGKILL can do nothing any more, and what its
// children started lives on. So on Linux the process that a user started becomes
// the guard, which does nothing but wait, and the program is its child. When the
// program has ended the guard kills all that is left of what it started, and ends
// as the program did. When the guard is killed the program learns it at once, and
// kills all that it started and itself.
//
// From outside the two are one process: they share the process group, the
// terminal, the standard streams and the environment; what is sent to the guard is
// passed on; they stop and go on together; and whoever waits for the guard sees
// the program's end, exit status or signal.
//
// What it cannot do: end the rest when both are killed by one `kill -9` of the
// whole process group, end processes of another user, or those in a PID namespace
// that somebody else entered for them. What the program started in its own process
// group, as a browser that shows a page, is no work of a pool, whose workers have
// groups of their own, and is left alone unless EndGroup says otherwise; so is what
// had been started before there was a guard, as by a shell that became the guard by
// `exec`.
//
// On other systems there is no guard: they have no way to inherit orphans.
package guard
