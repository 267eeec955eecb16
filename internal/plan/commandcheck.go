package plan

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// checkCommand looks for the folder and the program of a command. A program whose name
// has a placeholder is known once there is an input.
func (p Plan) checkCommand() error {
	if dir := p.taskDir(); dir != "" {
		if text := folderProblem(dir); text != "" && p.Task.Dir == "" {
			return Problem{Key: "task.dir", Text: "the folder of the plan: " + text}
		} else if text != "" {
			return Problem{Key: "task.dir", Text: show(p.Task.Dir) + ": " + text}
		}
	}
	if len(p.Task.Command) == 0 || p.Task.Shell != "" || strings.Contains(p.Task.Command[0], "{") {
		return nil
	}
	name := p.Task.Command[0]
	path := name
	if pathLike(name) {
		if dir := p.taskDir(); !filepath.IsAbs(name) && dir != "" {
			path = filepath.Join(dir, name)
		}
	} else if _, own := p.Task.Env["PATH"]; own {
		return nil
	}
	_, err := exec.LookPath(path)
	if pathLike(name) && errors.Is(err, fs.ErrNotExist) {
		return Problem{Key: "task.command", Text: show(name) + ": no such file: want a program, found from the folder that the tasks run in"}
	}
	if err != nil {
		return Problem{Key: "task.command", Text: show(name) + ": " + programProblem(name, err)}
	}
	return nil
}

// folderProblem says why commands cannot run in a folder, or "".
func folderProblem(dir string) string {
	switch info, err := os.Stat(dir); {
	case err != nil:
		return cause(err).Error() + ": want a folder, found from that of the plan"
	case !info.IsDir():
		return "it is no folder: want one, found from that of the plan"
	}
	return ""
}
