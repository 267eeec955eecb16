//go:build !linux

package ring

import "os"

// New makes no rings on this system: the error is ErrUnsupported.
func New() (*Pair, *os.File, error) { return nil, nil, ErrUnsupported }

// Open opens no rings on this system: the error is ErrUnsupported.
func Open(int) (*Pair, error) { return nil, ErrUnsupported }

// Close has nothing to give back.
func (p *Pair) Close() error { return nil }
