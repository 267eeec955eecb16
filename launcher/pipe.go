package launcher

import (
	"fmt"
	"os"

	"github.com/poolscope/poolscope/launcher/internal/ring"
)

// pipe is the two ends of a pipe between the pool and a worker.
type pipe struct{ ours, theirs *os.File }

// pipes are those of a worker to be.
type pipes struct {
	to, from, stderr pipe
	stdout           pipe // its ends are nil where the wire is standard input and output

	rings    *ring.Pair // shared memory that both speak through; nil for none
	ringFile *os.File   // it, for the worker
}

// addRings makes the rings. Without shared memory a pipe does as well.
func (p *pipes) addRings() { p.rings, p.ringFile, _ = ring.New() }

// newPipes makes the pipes: the worker reads to and writes the others.
func (c command) newPipes() (*pipes, error) {
	all := &pipes{}
	wanted := []*pipe{&all.to, &all.from, &all.stderr}
	switch {
	case c.mute:
		wanted = []*pipe{&all.stdout, &all.stderr}
	case c.inside:
		wanted = append(wanted, &all.stdout)
	}
	for _, p := range wanted {
		read, write, err := os.Pipe()
		if err != nil {
			all.close()
			return nil, fmt.Errorf("make a pipe: %w", err)
		}
		p.ours, p.theirs = read, write
	}
	all.to.ours, all.to.theirs = all.to.theirs, all.to.ours
	return all, nil
}

// theirs are the worker's ends: of the wire, and of its standard streams.
func (p *pipes) theirs() []*os.File {
	return []*os.File{p.to.theirs, p.from.theirs, p.stdout.theirs, p.stderr.theirs, p.ringFile}
}

func (p *pipes) close() {
	closeAll(p.theirs())
	closeAll([]*os.File{p.to.ours, p.from.ours, p.stdout.ours, p.stderr.ours})
	if p.rings != nil {
		_ = p.rings.Close()
	}
}

// closeAll closes files; nil is none.
func closeAll(files []*os.File) {
	for _, f := range files {
		if f != nil {
			_ = f.Close()
		}
	}
}
