package gui

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
)

const planSuffix = ".pool.toml"

// open loads a plan file and shows it: as text where it is no plan, with what is wrong. What
// cannot be shown at all is said, and the plan that is shown stays.
func (w *Window) open(path string) {
	text, err := plan.ReadText(path)
	if err == nil {
		err = unshowable(path, text)
	}
	if err != nil {
		complain(w.win, tr.T("This plan could not be opened"), err.Error())
		return
	}
	w.replace(tr.T("Another plan has taken the place of your edits, which were not saved."), func() { w.showFile(text, path) })
}

// unshowable is why a file that is no plan cannot be put right here, nil where it is one or
// can be.
func unshowable(path string, file []byte) error {
	_, wrong := plan.Parse(path, file)
	if wrong == nil {
		return nil
	}
	text, ok := readable(file)
	switch {
	case !ok:
		return wrong //nolint:wrapcheck // names the file
	case unfitScript(text) != "":
		return fmt.Errorf("%w\n\nIt is too large to be put right here", wrong)
	}
	return nil
}

// showFile shows the text of a plan's file and remembers it.
func (w *Window) showFile(file []byte, path string) {
	w.setPath(path)
	w.examples.clear()
	text, _ := readable(file) // what is none was refused, or is a plan
	w.form.loadSource(text, filepath.Dir(w.path))
	w.saved = w.form.source()
	w.planTextState()
	w.edited()
}

// setPath remembers the plan's file. The next start may be in another folder.
func (w *Window) setPath(path string) {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	w.path = path
	w.prefs.setPlanPath(path)
	w.addRecent(path)
}

func (w *Window) loaded(p plan.Plan) {
	w.form.load(p)
	w.saved = w.form.source()
	w.planTextState()
	w.edited()
}

func (w *Window) openTapped() {
	w.askFile(fileQuestion{title: tr.T("Open a plan"), do: tr.T("Open"), suffix: ".toml", chosen: w.open})
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
		title: tr.T("Save the plan as"), do: tr.T("Save"), name: name, suffix: ".toml", save: true, complete: planName, chosen: w.save,
	})
}

// planName gives a file the ending that Open looks for.
func planName(name string) string {
	if strings.HasSuffix(name, ".toml") {
		return name
	}
	return name + planSuffix
}

// unfit says that a plan with problems in its fields is not saved: it could not be opened
// again, or would be another one then. What is typed as text is saved as it stands.
func (w *Window) unfit() bool {
	if w.form.asText.edits() {
		return false
	}
	p, problems := w.form.plan()
	problems = append(slices.Clip(problems), p.Unkept()...)
	if len(problems) == 0 {
		return false
	}
	complain(w.win, tr.T("The plan was not saved"), tr.T("Put right first:")+"\n"+problems.Error())
	return true
}

func (w *Window) save(path string) {
	if w.unfit() {
		return
	}
	p, _ := w.form.plan()
	p, err := p.Moved(filepath.Dir(path))
	if err == nil {
		err = writeFile(path, []byte(w.form.sourceOf(p)), publicFile)
	}
	if err != nil {
		complain(w.win, tr.T("The plan could not be saved"), err.Error())
		return
	}
	w.notice.content.Hide()
	w.setPath(path)
	w.examples.clear()
	w.form.moved(p)
	w.saved = w.form.source()
	w.edited()
	if w.form.asText.edits() && w.form.untold {
		w.notice.tell(tr.T("Saved as it stands. It is no plan yet, and can be put right here, now or when it is opened again."))
	}
}

// revertTapped shows the plan again as it was saved or opened last, and offers to bring back
// the edits that this takes away.
func (w *Window) revertTapped() {
	if !w.revertible() {
		return
	}
	text, dir := w.saved, w.form.base.Dir
	if w.path != "" {
		file, err := plan.ReadText(w.path)
		if err == nil {
			err = unshowable(w.path, file)
		}
		if err != nil {
			complain(w.win, tr.T("The saved plan could not be read"), err.Error())
			return
		}
		text, _ = readable(file)
		dir = filepath.Dir(w.path)
	}
	w.replace(tr.T("The plan is again as it was saved."), func() {
		w.form.loadSource(text, dir)
		w.saved = w.form.source()
		w.planTextState()
		w.edited()
	})
}

// revertible reports whether there is a plan to go back to: of edits that were brought back
// at a start, which no file ever had, there is none.
func (w *Window) revertible() bool { return w.path != "" || w.saved != "" }

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
	w.askFile(fileQuestion{title: tr.T("Choose a file"), do: tr.T("Choose"), chosen: chosen})
}
