package record

import (
	"fmt"
	"io"

	"github.com/poolscope/poolscope/internal/run"
)

// Table is what of a run is exported.
type Table string

// The tables.
const (
	Workers Table = "workers"
	Tasks   Table = "tasks"
	Samples Table = "samples"
)

// Export writes a table of a run, or of what is observed, as a snapshot has it: with no
// more than the snapshot keeps. An error is the writer's.
func Export(to io.Writer, what Table, as Format, s *run.Snapshot) error {
	x := &export{to: to, snapshot: s}
	switch what {
	case Workers:
		x.workers(newTable(as, workerColumns()))
	case Tasks:
		x.tasks(newTable(as, taskColumns()))
	case Samples:
		x.samples(newTable(as, sampleColumns()))
	}
	x.flush()
	if x.err != nil {
		return fmt.Errorf("write the %s: %w", what, x.err)
	}
	return nil
}

// export is a table that is being written.
type export struct {
	to       io.Writer
	snapshot *run.Snapshot
	buf      []byte
	err      error
}

// put takes the buffer with more in it, and writes it when it is full.
func (x *export) put(buf []byte) {
	if x.buf = buf; len(buf) >= flushAt {
		x.flush()
	}
}

func (x *export) flush() {
	if x.err == nil && len(x.buf) > 0 {
		_, x.err = x.to.Write(x.buf)
	}
	x.buf = x.buf[:0]
}
