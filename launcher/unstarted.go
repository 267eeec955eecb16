package launcher

// endUnstarted ends a pool that was terminated before Start: its jobs come to
// nothing, and Join has no worker to wait for. Start does nothing from then on.
func (p *Pool) endUnstarted() {
	jobs, _ := p.inbox.end()
	for _, j := range jobs {
		p.err = ErrTerminated
		j.batch.finish(ErrTerminated)
	}
	go func() {
		if p.config.Events != nil {
			p.config.Events <- PoolFinished{Err: p.err}
			close(p.config.Events)
		}
		close(p.done)
	}()
}
