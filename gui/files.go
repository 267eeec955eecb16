package gui

import (
	"fmt"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
)

const planSuffix = ".pool.toml"

// loadFirst shows the plan that was asked for, else the one of the last time,
// else the first example.
func (w *Window) loadFirst(asked string) {
	remembered := w.prefs.planPath()
	if first, ok := examples.Lookup(examples.First); ok {
		w.exampleChosen(first)
	}
	if asked != "" {
		w.open(asked)
		return
	}
	if remembered == "" {
		return
	}
	if p, err := plan.Load(remembered); err == nil {
		w.opened(p, remembered)
	}
}

// open loads a plan file and shows it, or says what is wrong with it.
func (w *Window) open(path string) {
	p, err := plan.Load(path)
	if err != nil {
		complain(w.win, "This plan could not be opened", err.Error())
		return
	}
	w.opened(p, path)
}

func (w *Window) opened(p plan.Plan, path string) {
	w.path = path
	w.prefs.setPlanPath(path)
	w.examples.clear()
	w.loaded(p)
}

func (w *Window) loaded(p plan.Plan) {
	w.form.load(p)
	again, _ := w.form.plan()
	w.saved = string(again.Encode())
	w.edited()
}

func (w *Window) openTapped() {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if err != nil {
			complain(w.win, "This file could not be opened", err.Error())
			return
		}
		if f == nil {
			return
		}
		_ = f.Close() // only its path is wanted, nothing was written
		w.open(f.URI().Path())
	}, w.win)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".toml"}))
	w.place(d)
	d.Show()
}

// place begins a file dialog where the plan is.
func (w *Window) place(d *dialog.FileDialog) {
	if dir, err := storage.ListerForURI(storage.NewFileURI(w.folder())); err == nil {
		d.SetLocation(dir)
	}
	d.Resize(fit(fyne.NewSize(800, 560), w.win))
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
	d := dialog.NewFileSave(func(f fyne.URIWriteCloser, err error) {
		if err != nil {
			complain(w.win, "The plan could not be saved", err.Error())
			return
		}
		if f == nil {
			return
		}
		_ = f.Close() // save writes it anew
		w.save(f.URI().Path())
	}, w.win)
	d.SetFileName("my" + planSuffix)
	w.place(d)
	d.Show()
}

// unfit says that a plan with problems is not saved: it could not be opened again.
func (w *Window) unfit() bool {
	if len(w.form.problems) == 0 {
		return false
	}
	complain(w.win, "The plan was not saved", "Put right first:\n"+w.form.problems.Error())
	return true
}

func (w *Window) save(path string) {
	if w.unfit() {
		return
	}
	p, _ := w.form.plan()
	if err := writeFile(path, p.Encode()); err != nil {
		complain(w.win, "The plan could not be saved", err.Error())
		return
	}
	w.path = path
	w.prefs.setPlanPath(path)
	w.saved = string(p.Encode())
	w.examples.clear()
	w.title()
}

// writeFile replaces a file as a whole: a full disk leaves the old one.
func writeFile(path string, text []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
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
		err = os.Chmod(f.Name(), 0o644)
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

// pickInputs asks for a file of inputs and hands on its path.
func (w *Window) pickInputs(chosen func(string)) {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if err != nil {
			complain(w.win, "This file could not be opened", err.Error())
			return
		}
		if f == nil {
			return
		}
		_ = f.Close() // only its path is wanted, nothing was written
		chosen(f.URI().Path())
	}, w.win)
	w.place(d)
	d.Show()
}
