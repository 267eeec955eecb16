//go:build !linux

package ring

import "os"

// New makes no ring on this system: the error is ErrUnsupported.
func New() (*Reader, *os.File, error) { return nil, nil, ErrUnsupported }

// Open opens no ring on this system: the error is ErrUnsupported.
func Open(int, func() error) (*Writer, error) { return nil, ErrUnsupported }

// Close has nothing to give back.
func (r *Reader) Close() error { return nil }
