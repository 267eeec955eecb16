package run

import "syscall"

// Continue does nothing: nobody stops a process on Windows.
func (*Command) Continue() {}

// take does nothing: Windows tells times alone.
func (*WatchedExit) take(*syscall.Rusage) {}

func ownPeak() uint64 { return 0 }

func signalName(s syscall.Signal) string { return s.String() }

// attributes are none: a console has no process groups that it would stop.
func (CommandOptions) attributes() *syscall.SysProcAttr { return nil }
