package plan

import (
	"os"
	"path/filepath"
)

// Moved returns the plan for a file in another folder: a relative file name or
// pattern of its inputs is written so that it names the same files from there.
func (p Plan) Moved(dir string) (Plan, error) {
	from, err := filepath.Abs(p.Dir)
	if err != nil {
		return p, err //nolint:wrapcheck // names all there is to say
	}
	to, err := filepath.Abs(dir)
	if err != nil {
		return p, err //nolint:wrapcheck // as above
	}
	p.Dir = dir
	if sameFolder(from, to) {
		return p, nil
	}
	if name := p.Inputs.File; name != "" && !filepath.IsAbs(name) {
		p.Inputs.File = filepath.Join(way(to, from), name)
	}
	if pattern := p.Inputs.Glob; pattern != "" && !filepath.IsAbs(pattern) {
		p.Inputs.Glob = filepath.Join(literal(way(to, from)), pattern)
	}
	return p, nil
}

// way returns how to get from one folder to another. ".." of a symbolic link is
// not the folder above its name, so a way up begins at the root instead.
func way(from, to string) string {
	if short, err := filepath.Rel(from, to); err == nil && filepath.IsLocal(short) {
		return short
	}
	return to
}

func sameFolder(a, b string) bool {
	if a == b {
		return true
	}
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
