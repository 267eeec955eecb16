package gui

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// saveOutputTapped asks where all output goes: of all tasks or of the one that is shown,
// and of the kinds that are.
func (w *Window) saveOutputTapped() {
	if w.newest == nil || w.newest.Output.All == nil {
		return
	}
	passage, all := w.output.passage(), w.newest.Output.All
	name, title := "output.txt", tr.T("Save all output as")
	if whose := w.output.lines.wish.whose(); whose != "" {
		title = tr.F("Save all output of %s as", visible(whose))
	}
	if passage.One {
		name = fmt.Sprintf("output-%d.txt", passage.Task)
	}
	w.askFile(fileQuestion{title: title, do: tr.T("Save"), name: name, save: true, chosen: func(path string) { w.saveOutput(all, passage, path) }})
}

// passage is the part of all output of which the view shows the end.
func (v *outputView) passage() run.Passage {
	wish := v.lines.wish
	p := run.Passage{One: wish.one, Task: wish.task, Worker: -1}
	for _, k := range outputKinds() {
		if !wish.hidden[k.kind] {
			p.Kinds = append(p.Kinds, k.kind)
		}
	}
	switch number, err := strconv.Atoi(strings.TrimPrefix(strings.ToLower(wish.worker), "process-")); {
	case wish.worker == "":
		p.Worker = 0
	case len(v.lines.lines) > 0:
		p.Worker = v.lines.lines[0].Number
	case err == nil: // its lines are no longer here
		p.Worker = number
	}
	return p
}

// saveOutput writes a passage to a file while the window goes on.
func (w *Window) saveOutput(all *run.Transcript, p run.Passage, path string) {
	w.output.tell(tr.T("saving …"))
	w.pumps.Go(func() {
		n, err := writeOutput(all, p, path)
		_, missed, why := all.Held()
		w.post(func() {
			if err != nil {
				w.output.tell("")
				complain(w.win, tr.T("The output could not be saved"), err.Error())
				return
			}
			w.outputSaved(path, n, missed, why)
		})
	})
}

// outputSaved says what a file has, and what of the run's output was not kept to be in it.
func (w *Window) outputSaved(path string, n, missed int64, why error) {
	w.output.tell(tr.F("%s saved in %s", byteText(uint64(n)), filepath.Base(path)))
	if missed > 0 {
		complain(w.win, tr.T("Not all output was kept"), tr.F("%s are in %s. Of the run's output %s that came after them were not kept: %s",
			byteText(uint64(n)), path, byteText(uint64(missed)), why.Error()))
	}
}

// tell says what became of all output beside the number of lines.
func (v *outputView) tell(text string) {
	v.said = text
	if v.newest != nil {
		v.dropped.SetText(pausedText(v.paused) + v.countText())
	}
}

// writeOutput replaces a file as a whole, as writeFile does, and returns how many bytes
// it has.
func writeOutput(all *run.Transcript, p run.Passage, path string) (n int64, err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".poolscope-*")
	if err != nil {
		return 0, fmt.Errorf("save %s: %w", path, err)
	}
	n, err = writeThrough(f, func(to io.Writer) (int64, error) { return all.Write(to, p) })
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(f.Name(), modeOf(path))
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the error that matters is the first
		return 0, fmt.Errorf("save %s: %w", path, err)
	}
	return n, nil
}

// modeOf is the permissions of a file that is there, or those of a new one.
func modeOf(path string) os.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return privateFile
}

func writeThrough(f *os.File, write func(io.Writer) (int64, error)) (int64, error) {
	out := bufio.NewWriterSize(f, 1<<20)
	n, err := write(out)
	if flushing := out.Flush(); err == nil {
		err = flushing
	}
	return n, err
}

// closeOutput gives back what all output takes on the disk: another run begins, or the
// window has closed. Nobody reads in it any more.
func (w *Window) closeOutput() {
	if w.output != nil {
		w.output.past.stop()
		w.output.past = w.newOutputPast()
	}
	if w.newest != nil {
		_ = w.newest.Output.All.Close() // it is a file without a name, and nobody reads it any more
	}
}
