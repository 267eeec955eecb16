package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/launcher"
)

// kept is the output of an earlier run in a results folder, laid out as docs/results.md
// has it. No link leads out of the folder.
type kept struct {
	root  *os.Root
	names map[int]string // of the tasks' folders
}

// openKept reads the names in a results folder; nil for one that has no tasks.
func openKept(dir string) (*kept, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // nothing was kept
	}
	if err != nil {
		return nil, fmt.Errorf("open results folder %q: %w", dir, err)
	}
	k := &kept{root: root, names: map[int]string{}}
	entries, err := fs.ReadDir(root.FS(), ".")
	for _, e := range entries {
		number, _, _ := strings.Cut(e.Name(), "-")
		if task, wrong := strconv.Atoi(number); wrong == nil && len(number) >= 7 && e.IsDir() {
			k.names[task] = e.Name()
		}
	}
	if err != nil {
		_ = root.Close() // it was only read
		return nil, fmt.Errorf("read results folder %q: %w", dir, err)
	}
	if len(k.names) == 0 {
		_ = root.Close() // it was only read
		return nil, nil  //nolint:nilnil // nothing was kept
	}
	return k, nil
}

// read hands over what a task printed, that of earlier attempts first, in pieces that are
// valid until the next.
func (k *kept) read(task int, take func(launcher.Stream, []byte)) error {
	name, ok := k.names[task]
	if !ok {
		return errors.New("the results folder has none of the task")
	}
	folders, err := k.attempts(name)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		for i, file := range []string{"/stdout", "/stderr"} {
			stream := []launcher.Stream{launcher.Stdout, launcher.Stderr}[i]
			if err := k.readFile(folder+file, func(data []byte) { take(stream, data) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// attempts returns the folders of a task's attempts, the last one's, which is the task's
// own, behind the others.
func (k *kept) attempts(name string) ([]string, error) {
	entries, err := fs.ReadDir(k.root.FS(), name)
	if err != nil {
		return nil, err //nolint:wrapcheck // names the folder
	}
	var numbers []int
	for _, e := range entries {
		text, is := strings.CutPrefix(e.Name(), "attempt-")
		if n, err := strconv.Atoi(text); is && err == nil && e.IsDir() {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	var folders []string
	for _, n := range numbers {
		folders = append(folders, fmt.Sprintf("%s/attempt-%d", name, n))
	}
	return append(folders, name), nil
}

// readFile hands over a file, which may be missing: then nothing was printed.
func (k *kept) readFile(path string, take func([]byte)) error {
	info, err := k.root.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err //nolint:wrapcheck // names the file
	case !info.Mode().IsRegular():
		return fmt.Errorf("read %s: it is no regular file any more", path)
	}
	f, err := k.root.Open(path)
	if err != nil {
		return err //nolint:wrapcheck // names the file
	}
	defer func() { _ = f.Close() }() // it was only read
	buf := make([]byte, 1<<16)
	for {
		n, err := f.Read(buf)
		if n > 0 {
			take(buf[:n])
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err //nolint:wrapcheck // names the file
		}
	}
}

func (k *kept) close() {
	if k != nil {
		_ = k.root.Close() // it was only read
	}
}
