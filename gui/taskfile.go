package gui

import (
	"github.com/poolscope/poolscope/internal/plan"
)

const fileKey = "task.file"

// taskFile is what is known of the file that a plan's function is in. Another goroutine
// looks at it. A run looks again, so what is said here hinders none: the file may be
// there by then. It belongs to Fyne's goroutine.
type taskFile struct {
	asked plan.Plan // that is looked at now; its Task.File is "" for none
	wrong string    // with the file of the plan that is shown; "" for nothing
}

// fileOf returns of a plan what names the file of its function, nothing where it has none.
func fileOf(p plan.Plan) plan.Plan {
	if p.Task.Kind != plan.Python {
		return plan.Plan{}
	}
	return plan.Plan{Dir: p.Dir, Task: plan.Task{Kind: p.Task.Kind, File: p.Task.File}}
}

func sameFile(a, b plan.Plan) bool { return a.Dir == b.Dir && a.Task.File == b.Task.File }

// lookAtTask says at its field whether the file of a function is there.
func (w *Window) lookAtTask() {
	p := fileOf(w.form.current)
	w.sayTaskFile("")
	if p.Task.File == "" || w.form.problems.Of(fileKey) != "" {
		w.taskFile.asked = plan.Plan{}
		return
	}
	if sameFile(p, w.taskFile.asked) {
		return // it is still looked at
	}
	w.taskFile.asked = p
	askFiles(w.form.tasks.waiting, func() string { return fileProblem(p) }, func(wrong string) {
		if sameFile(p, w.taskFile.asked) {
			w.taskFile.asked = plan.Plan{}
			w.sayTaskFile(wrong)
		}
	})
}

// fileProblem says what is wrong with the file of a function, "" for nothing.
func fileProblem(p plan.Plan) string {
	err := p.CheckFile()
	if err == nil {
		return ""
	}
	return inputsWords(plan.Plan{Dir: p.Dir, Inputs: plan.Inputs{File: p.Task.File}}, err)
}

func (w *Window) sayTaskFile(wrong string) {
	w.taskFile.wrong = wrong
	if f := w.form.fieldOf(fileKey); f != nil && w.form.problems.Of(fileKey) == "" {
		f.setProblem(wrong)
	}
	w.form.countScript(wrong)
}
