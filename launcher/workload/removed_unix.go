//go:build unix

package workload

import "os"

// removedFile makes a file and takes its name away: the data stays for as long
// as it is open (unlink(2)).
func removedFile(folder string) (*os.File, error) {
	file, err := os.CreateTemp(folder, "poolscope-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close() // the error to report is the one before
		return nil, err
	}
	return file, nil
}
