//go:build !linux

package launcher

// isOver reports whether it was heard that the process has ended.
func (p *process) isOver() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reaped
}
