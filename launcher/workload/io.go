package workload

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/poolscope/poolscope/launcher/worker"
)

func ioWorkload() Workload {
	return Workload{
		Name:    "io",
		Summary: "Write n MiB to a temporary file without a name, read them back and compare",
		Input: Input{
			Help: "MiB to write", Number: true, Whole: true, Max: maxMiB,
			Examples: `[64, 128, 32, 256, 96, 64, 128, 32]`,
		},
	}.with(func(_ *worker.Call, a arguments) (any, error) { return writeAndRead(int(a.n)) })
}

// writeAndRead returns the bytes that were written and read back the same.
func writeAndRead(mib int) (_ any, err error) {
	file, err := unnamedFile(os.TempDir())
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	defer func() {
		if e := file.Close(); err == nil && e != nil {
			err = fmt.Errorf("close the temporary file: %w", e)
		}
	}()
	p := newPattern()
	if err := writeMiB(file, p, mib); err != nil {
		return nil, err
	}
	if err := compareMiB(file, p, mib); err != nil {
		return nil, err
	}
	return mib * mebibyte, nil
}

// writeMiB ends with the data on the disk, not only in the page cache: that is
// what makes the task wait for a device.
func writeMiB(file *os.File, p pattern, mib int) error {
	for i := range mib {
		if _, err := file.Write(p.mib(i)); err != nil {
			return fmt.Errorf("write MiB %d of %d: %w", i+1, mib, err)
		}
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("sync the temporary file: %w", err)
	}
	return nil
}

func compareMiB(file io.ReadSeeker, p pattern, mib int) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("go back to the beginning: %w", err)
	}
	buffer := make([]byte, mebibyte)
	for i := range mib {
		if _, err := io.ReadFull(file, buffer); err != nil {
			return fmt.Errorf("read MiB %d of %d: %w", i+1, mib, err)
		}
		if !bytes.Equal(buffer, p.mib(i)) {
			return fmt.Errorf("MiB %d of %d is not what was written", i+1, mib)
		}
	}
	return nil
}
