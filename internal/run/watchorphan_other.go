//go:build !linux

package run

import "syscall"

func commandAttributes() *syscall.SysProcAttr { return nil }

// AdoptOrphans does nothing: only Linux gives orphans to an ancestor that asks for them.
func (*Watch) AdoptOrphans() (release func()) { return func() {} }

// ReapOrphans does nothing, as none come here.
func (*Watch) ReapOrphans() {}

// EndAll does nothing: what a command leaves behind cannot be signalled for certain
// without its descriptor.
func (*Watch) EndAll(syscall.Signal) {}

// KillDescendants does nothing.
func KillDescendants() {}
