package plan

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// match is a file that a pattern fits.
type match struct {
	name   string // as filepath.Glob would name it
	folder bool
}

// finder looks for files as filepath.Glob does, in its order, but hands them on as they
// are found and can be called off: a pattern may go through a whole disk.
type finder struct {
	over func() bool // asked between two steps; nothing is looked for after true
}

// find hands on what a valid pattern fits until found returns false, and reports whether
// it came to the end. A folder that cannot be read has no files, as to filepath.Glob.
func (f finder) find(pattern string, found func(match) bool) bool {
	if !hasMeta(pattern) {
		info, err := os.Lstat(pattern)
		return err != nil || found(match{pattern, info.IsDir()})
	}
	dir, file := filepath.Split(pattern)
	if dir = folderOf(dir); !hasMeta(dir) {
		return f.list(dir, file, found)
	}
	if dir == pattern {
		return true // filepath.Glob refuses what ends in a separator of Windows's
	}
	return f.find(dir, func(in match) bool { return f.list(in.name, file, found) })
}

// folderOf is the folder of a pattern's beginning: without the separator at its end, "."
// where there is nothing.
func folderOf(dir string) string {
	volume := filepath.VolumeName(dir)
	switch rest := dir[len(volume):]; rest {
	case "":
		return dir + "."
	case string(filepath.Separator):
		return dir
	default:
		return dir[:len(dir)-1]
	}
}

// namesAtOnce is how many names of a folder are read at a time.
const namesAtOnce = 1024

// list hands on the files of a folder that a pattern without separators fits, sorted.
func (f finder) list(dir, pattern string, found func(match) bool) bool {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return true
	}
	fits, whole := f.read(dir, pattern)
	if !whole {
		return false
	}
	slices.SortFunc(fits, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, e := range fits {
		if !found(match{filepath.Join(dir, e.Name()), e.IsDir()}) {
			return false
		}
	}
	return true
}

// read returns the entries of a folder that a pattern fits, false where it was called off.
func (f finder) read(dir, pattern string) (fits []fs.DirEntry, whole bool) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, true
	}
	defer func() { _ = d.Close() }() // it was only read: nothing can be lost
	for {
		if f.over() {
			return nil, false
		}
		entries, err := d.ReadDir(namesAtOnce)
		for _, e := range entries {
			if ok, _ := filepath.Match(pattern, e.Name()); ok { // a bad pattern was refused
				fits = append(fits, e)
			}
		}
		if err != nil || len(entries) == 0 {
			return fits, true
		}
	}
}

// hasMeta reports whether a path has any of the signs of filepath.Match.
func hasMeta(path string) bool {
	signs := `*?[`
	if filepath.Separator != '\\' {
		signs = `*?[\`
	}
	return strings.ContainsAny(path, signs)
}

// FilesIn returns the pattern of the files in a folder, whatever signs are in its name.
func FilesIn(dir string) string { return filepath.Join(literal(dir), "*") }
