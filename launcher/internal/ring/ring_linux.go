package ring

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// New makes a pair of rings, and the file that the other process opens
// (memfd_create(2)). The memory has no name in any file system and goes with the
// last process that has it. The caller closes both.
func New() (*Pair, *os.File, error) {
	fd, err := unix.MemfdCreate("poolscope-ring", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, nil, fmt.Errorf("make shared memory: %w", err)
	}
	file := os.NewFile(uintptr(fd), "ring")
	if err := file.Truncate(pairSize); err != nil {
		_ = file.Close()
		return nil, nil, fmt.Errorf("size shared memory: %w", err)
	}
	memory, err := mapped(fd)
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return pairIn(memory), file, nil
}

// Open returns the pair behind a descriptor, which it closes.
func Open(fd int) (*Pair, error) {
	defer func() { _ = unix.Close(fd) }()
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return nil, fmt.Errorf("look at the ring: %w", err)
	}
	if stat.Size != pairSize {
		return nil, fmt.Errorf("a ring of %d bytes, want %d", stat.Size, pairSize)
	}
	memory, err := mapped(fd)
	if err != nil {
		return nil, err
	}
	return pairIn(memory), nil
}

func mapped(fd int) ([]byte, error) {
	memory, err := unix.Mmap(fd, 0, pairSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map shared memory: %w", err)
	}
	return memory, nil
}

// Close gives the memory back. Nobody may use its sides any more.
func (p *Pair) Close() error {
	if err := unix.Munmap(p.memory); err != nil {
		return fmt.Errorf("unmap shared memory: %w", err)
	}
	return nil
}
