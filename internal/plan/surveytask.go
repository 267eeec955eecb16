package plan

// CheckFile says what is wrong with the file of a Python task, as Preflight does: that it
// is not there, or none. Nothing is started, and it is not read. The error is a Problem.
func (p Plan) CheckFile() error {
	if err := checkRegular(p.path(p.Task.File)); err != nil {
		return Problem{Key: "task.file", Text: show(p.Task.File) + ": " + err.Error()}
	}
	return nil
}
