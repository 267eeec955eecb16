package plan

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Moved returns the plan for a file in another folder: what names a file of its
// task or its inputs relatively is written so that it names the same from there.
// An argument of a program that is the name of a file now is taken for one.
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
	back := way(to, from)
	p.Inputs = p.Inputs.moved(back)
	if name := p.Task.File; name != "" && !filepath.IsAbs(name) {
		p.Task.File = filepath.Join(back, name)
	}
	if p.Task.Kind == Command {
		p.moveCommand(back)
	}
	p.Task.Interpreter = movedProgram(back, p.Task.Interpreter)
	p.Task.Program = movedWords(back, from, p.Task.Program)
	return p, nil
}

// moveCommand has commands run where they did: their arguments may name files there.
func (p *Plan) moveCommand(back string) {
	if !filepath.IsAbs(p.Task.Dir) {
		p.Task.Dir = filepath.Join(back, p.Task.Dir)
	}
	p.Inputs.Also = slices.Clone(p.Inputs.Also)
	for i := range p.Inputs.Also {
		p.Inputs.Also[i] = p.Inputs.Also[i].moved(back)
	}
}

// moved returns a source with its relative names for another folder.
func (in Inputs) moved(back string) Inputs {
	if in.File != "" && !filepath.IsAbs(in.File) {
		in.File = filepath.Join(back, in.File)
	}
	if in.Glob != "" && !filepath.IsAbs(in.Glob) {
		in.Glob = filepath.Join(literal(back), in.Glob)
	}
	return in
}

// movedProgram moves the name of a program that is not looked up in PATH. What
// is moved into the folder itself keeps a slash.
func movedProgram(back, name string) string {
	if !pathLike(name) || filepath.IsAbs(name) {
		return name
	}
	moved := filepath.Join(back, name)
	if !pathLike(moved) {
		moved = "." + string(filepath.Separator) + moved
	}
	return moved
}

// movedWords moves a program and those of its arguments that name files.
func movedWords(back, from string, program []string) []string {
	moved := slices.Clone(program)
	for i, word := range program {
		if i == 0 {
			moved[i] = movedProgram(back, word)
			continue
		}
		if filepath.IsAbs(word) || strings.HasPrefix(word, "-") || word == "" {
			continue
		}
		if info, err := os.Stat(filepath.Join(from, word)); err == nil && info.Mode().IsRegular() {
			moved[i] = filepath.Join(back, word)
		}
	}
	return moved
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
