//go:build unix && !linux

package workload

import "os"

// unnamedFile opens a file whose name is gone when it returns.
func unnamedFile(folder string) (*os.File, error) { return removedFile(folder) }
