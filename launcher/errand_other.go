//go:build !linux

package launcher

// startMute starts what has no wire. It is called on the spawner's thread.
func (c command) startMute() (*process, error) {
	p, err := c.newPipes()
	if err != nil {
		return nil, err
	}
	started, err := c.startWith(p)
	if err != nil {
		p.close()
		return nil, err
	}
	closeAll(p.theirs())
	started.stdout, started.stderr, started.floor = p.stdout.ours, p.stderr.ours, ownPeak()
	return started, nil
}
