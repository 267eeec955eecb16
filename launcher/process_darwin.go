package launcher

import "syscall"

// attributes puts the worker at the head of a process group of its own. There
// is no parent-death signal on darwin: the worker ends when its pipe closes.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
