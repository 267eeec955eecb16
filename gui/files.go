package gui

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

const planSuffix = ".pool.toml"

// open loads a plan file and shows it, or says what is wrong with it.
func (w *Window) open(path string) {
	p, err := plan.Load(path)
	if err != nil {
		complain(w.win, "This plan could not be opened", err.Error())
		return
	}
	w.replace(func() { w.showFile(p, path) })
}

// showFile shows the plan of a file and remembers it.
func (w *Window) showFile(p plan.Plan, path string) {
	w.setPath(path)
	w.examples.clear()
	w.loaded(p)
}

// setPath remembers the plan's file. The next start may be in another folder.
func (w *Window) setPath(path string) {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	w.path = path
	w.prefs.setPlanPath(path)
}

func (w *Window) loaded(p plan.Plan) {
	w.form.load(p)
	again, _ := w.form.plan()
	w.saved = string(again.Encode())
	w.edited()
}

func (w *Window) openTapped() {
	w.askFile(fileQuestion{title: "Open a plan", do: "Open", suffix: ".toml", chosen: w.open})
}

// askFile asks for a file, beginning where the plan is.
func (w *Window) askFile(q fileQuestion) {
	q.dir = w.folder()
	newFileSheet(w.win, q).show()
}

func (w *Window) folder() string {
	if w.path != "" {
		return filepath.Dir(w.path)
	}
	dir, err := os.Getwd()
	if err != nil {
		return os.TempDir()
	}
	return dir
}

func (w *Window) saveTapped() {
	if w.path == "" {
		w.saveAsTapped()
		return
	}
	w.save(w.path)
}

func (w *Window) saveAsTapped() {
	if w.unfit() {
		return
	}
	name := "my" + planSuffix
	if w.path != "" {
		name = filepath.Base(w.path)
	}
	w.askFile(fileQuestion{
		title: "Save the plan as", do: "Save", name: name, suffix: ".toml", save: true, complete: planName, chosen: w.save,
	})
}

// planName gives a file the ending that Open looks for.
func planName(name string) string {
	if strings.HasSuffix(name, ".toml") {
		return name
	}
	return name + planSuffix
}

// unfit says that a plan with problems is not saved: it could not be opened again, or
// would be another one then.
func (w *Window) unfit() bool {
	p, problems := w.form.plan()
	problems = append(slices.Clip(problems), p.Unkept()...)
	if len(problems) == 0 {
		return false
	}
	complain(w.win, "The plan was not saved", "Put right first:\n"+problems.Error())
	return true
}

func (w *Window) save(path string) {
	if w.unfit() {
		return
	}
	p, _ := w.form.plan()
	p, err := p.Moved(filepath.Dir(path))
	if err == nil {
		err = writeFile(path, p.Encode(), publicFile)
	}
	if err != nil {
		complain(w.win, "The plan could not be saved", err.Error())
		return
	}
	w.notice.content.Hide()
	w.setPath(path)
	w.examples.clear()
	w.form.moved(p)
	w.saved = string(p.Encode())
	w.edited()
}

// publicFile are the permissions of a new file that others may read.
const publicFile = 0o644

// writeFile replaces a file as a whole, with the permissions it has: a full disk
// leaves the old one.
func writeFile(path string, text []byte, mode fs.FileMode) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".poolscope-*")
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	_, err = f.Write(text)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(f.Name(), mode)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the error that matters is the first
		return fmt.Errorf("save %s: %w", path, err)
	}
	return nil
}

// pickInputs asks for a file of inputs, or of the task, and hands on its path.
func (w *Window) pickInputs(chosen func(string)) {
	w.askFile(fileQuestion{title: "Choose a file", do: "Choose", chosen: chosen})
}
