//go:build linux

package main

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// goroutines reads from outside how many a Go program has needed at once. The runtime
// takes a goroutine's place again once it has ended, and counts its places in
// runtime.allglen (runtime/proc.go of Go 1.26, allgadd): one that leaks them needs
// ever more.
type goroutines struct {
	memory  *os.File
	address int64
}

// goroutinesOf finds the count in a process that was linked with its symbols at a fixed
// address, as the go command does by itself, and that descends from this one
// (ptrace(2), PTRACE_MODE_ATTACH). The caller closes it.
func goroutinesOf(pid int) (*goroutines, error) {
	folder := filepath.Join("/proc", strconv.Itoa(pid))
	address, err := symbol(filepath.Join(folder, "exe"), "runtime.allglen")
	if err != nil {
		return nil, fmt.Errorf("find the goroutines of %d: %w", pid, err)
	}
	memory, err := os.Open(filepath.Join(folder, "mem"))
	if err != nil {
		return nil, fmt.Errorf("find the goroutines of %d: %w", pid, err)
	}
	return &goroutines{memory, address}, nil
}

// symbol returns where a variable lies once the program runs.
func symbol(program, name string) (address int64, err error) {
	file, err := elf.Open(program)
	if err != nil {
		return 0, fmt.Errorf("read the program: %w", err)
	}
	defer func() { _ = file.Close() }() // only read from
	if file.Type != elf.ET_EXEC {
		return 0, errors.New("the program may be loaded anywhere, want one at a fixed address")
	}
	all, err := file.Symbols()
	if err != nil {
		return 0, fmt.Errorf("read the program's symbols: %w", err)
	}
	for _, s := range all {
		if s.Name == name {
			return int64(s.Value), nil
		}
	}
	return 0, fmt.Errorf("the program has no %s", name)
}

func (g *goroutines) close() { _ = g.memory.Close() } // only read from

// most returns how many goroutines there were at once at most.
func (g *goroutines) most() (int, error) {
	word := make([]byte, 8)
	if _, err := g.memory.ReadAt(word, g.address); err != nil {
		return 0, fmt.Errorf("read the goroutines of another process: %w", err)
	}
	return int(binary.NativeEndian.Uint64(word)), nil
}
