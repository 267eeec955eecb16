//go:build unix && !linux

package run

import "syscall"

// attributes leave a command that is not apart in this process's group.
func (o CommandOptions) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: o.Apart}
}
