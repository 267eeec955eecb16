package argv

import (
	"os"
	"path/filepath"
	"strings"
)

// form is what a placeholder takes of a value that is the name of a file.
type form uint8

// The forms. Slashes at the end of a name do not count, as basename(1) and dirname(1)
// have it, but for the stem, which leaves them and all before them alone.
const (
	whole    form = iota
	stem          // "dir/a.tar.gz" is "dir/a.tar"
	base          // "dir/a.tar.gz" is "a.tar.gz"
	folder        // "dir/a.tar.gz" is "dir"
	baseStem      // "dir/a.tar.gz" is "a.tar"
)

func (f form) of(name string) string {
	switch f {
	case stem:
		return stemOf(name)
	case base:
		return baseOf(name)
	case folder:
		return folderOf(name)
	case baseStem:
		return stemOf(baseOf(name))
	case whole:
	}
	return name
}

// stemOf returns a name without its extension. Dots at the beginning of a file's name
// hide it, or are all of it, and begin no extension.
func stemOf(name string) string {
	for i := len(name) - 1; i > 0 && !os.IsPathSeparator(name[i]); i-- {
		if name[i] != '.' {
			continue
		}
		begun := strings.TrimRight(name[:i], ".")
		if begun == "" || os.IsPathSeparator(begun[len(begun)-1]) {
			return name
		}
		return name[:i]
	}
	return name
}

func baseOf(name string) string {
	end := beforeSeparators(name)
	if end == 0 && name != "" {
		return name[:1]
	}
	start := end
	for start > 0 && !os.IsPathSeparator(name[start-1]) {
		start--
	}
	return name[start:end]
}

func folderOf(name string) string {
	volume := filepath.VolumeName(name)
	path := name[len(volume):]
	end := beforeSeparators(path)
	for end > 0 && !os.IsPathSeparator(path[end-1]) {
		end--
	}
	switch kept := beforeSeparators(path[:end]); {
	case kept > 0:
		return volume + path[:kept]
	case path != "" && os.IsPathSeparator(path[0]):
		return volume + path[:1]
	}
	return volume + "."
}

// beforeSeparators returns where the separators at the end of a path begin.
func beforeSeparators(path string) int {
	end := len(path)
	for end > 0 && os.IsPathSeparator(path[end-1]) {
		end--
	}
	return end
}
