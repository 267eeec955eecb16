package ring

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// New makes a ring: its reader, and the file that its writer opens (memfd_create(2)).
// The memory has no name in any file system and goes with the last process that has
// it. The caller closes both.
func New() (*Reader, *os.File, error) {
	fd, err := unix.MemfdCreate("poolscope-ring", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, nil, fmt.Errorf("make shared memory: %w", err)
	}
	file := os.NewFile(uintptr(fd), "ring")
	if err := file.Truncate(headerSize + dataSize); err != nil {
		_ = file.Close()
		return nil, nil, fmt.Errorf("size shared memory: %w", err)
	}
	memory, err := mapped(fd)
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return &Reader{sharedIn(memory)}, file, nil
}

// Open returns the writing side of the ring behind a descriptor, which it closes.
// Bell is called when the reader waits.
func Open(fd int, bell func() error) (*Writer, error) {
	defer func() { _ = unix.Close(fd) }()
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return nil, fmt.Errorf("look at the ring: %w", err)
	}
	if stat.Size != headerSize+dataSize {
		return nil, fmt.Errorf("a ring of %d bytes, want %d", stat.Size, headerSize+dataSize)
	}
	memory, err := mapped(fd)
	if err != nil {
		return nil, err
	}
	return &Writer{shared: sharedIn(memory), bell: bell}, nil
}

func mapped(fd int) ([]byte, error) {
	memory, err := unix.Mmap(fd, 0, headerSize+dataSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map shared memory: %w", err)
	}
	return memory, nil
}

// Close gives the memory back.
func (r *Reader) Close() error {
	if err := unix.Munmap(r.memory); err != nil {
		return fmt.Errorf("unmap shared memory: %w", err)
	}
	return nil
}
