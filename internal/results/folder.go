// Package results keeps what tasks print in a folder of files, byte for byte and as
// it comes, so that it is there even if the run does not come to its end.
//
// Each task has a folder of its own, named NUMBER-BEGINNING-HASH:
//
//	0000007-a_b.png-5b9e9e0a/stdout
//	                         stderr
//	                         result.json    when it has ended
//	                         attempt-1/     the same of an attempt before the last
//
// NUMBER is the index of the task from 0, in seven digits or more, and alone makes the
// name unlike every other. BEGINNING is for people: the first 40 characters of the input,
// a text as it is and anything else as JSON, where whatever is no ASCII letter or
// digit, point, minus or underscore has become an underscore, several in a row one. HASH is
// the first eight digits of the SHA-256 of the input's JSON. No input can therefore lead out
// of the folder, name a device, or differ from another in case only.
//
// All files are private (folders 0700, files 0600) and reached through an os.Root: no
// link, planted by whom it may be, leads out, and none is written through.
package results

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/poolscope/poolscope/launcher"
)

// Folder is where the output of a run's tasks is kept. Open or Resume makes it, Close
// ends it; one goroutine uses it. It holds about 20 descriptors at most, and fewer where
// the process has no more of them.
type Folder struct {
	dir     string
	root    *os.Root
	replace bool          // what an earlier run left of a task gives way
	begun   bits          // tasks whose folder was made
	live    map[int]*live // tasks that have printed and not ended, or printed after their end
	files   files
}

// live is a task whose files are written to.
type live struct {
	name  string // "" where it has no folder
	lost  bool   // something could not be written; what would follow the gap is not
	ended bool
}

// Open makes the folder of a new run. It may exist, and hold anything but the output of
// an earlier run.
func Open(dir string) (*Folder, error) {
	f, err := open(dir)
	if err != nil {
		return nil, err
	}
	earlier, err := earlierTask(f.root)
	if err == nil && earlier != "" {
		err = fmt.Errorf("it holds the output of an earlier run, such as %s: name another folder, or resume that run", earlier)
	}
	if err != nil {
		_ = f.root.Close()
		return nil, fmt.Errorf("results folder %q: %w", dir, err)
	}
	return f, nil
}

// Resume opens the folder of an earlier run, or makes one. What is there of a task that
// is run again gives way when it first prints or ends; all else stays.
func Resume(dir string) (*Folder, error) {
	f, err := open(dir)
	if err != nil {
		return nil, err
	}
	f.replace = true
	return f, nil
}

func open(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make results folder %q: %w", dir, cause(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open results folder %q: %w", dir, cause(err))
	}
	return &Folder{dir: dir, root: root, live: map[int]*live{}, files: newFiles(root)}, nil
}

// Output writes a piece of what a task printed at the end of the stream's file. Task is
// its index, and input its input as events have it; after the task's end input may be nil.
// Bytes of no task (-1) are nobody's, and are not kept. An error says once what of a task
// could not be written; what was before stays, what follows on either stream is left out.
func (f *Folder) Output(task int, input json.RawMessage, stream launcher.Stream, data []byte) error {
	if task < 0 || len(data) == 0 {
		return nil
	}
	l, err := f.of(task, input)
	if err == nil && !l.lost {
		err = f.write(task, l, stream, data)
	}
	return f.incomplete(task, l, err)
}

// Retried writes down an attempt that another one follows, and puts its files into a
// folder of its own.
func (f *Folder) Retried(r launcher.Result) error {
	l, err := f.of(r.Task, r.Input)
	if err == nil {
		err = f.end(l, r)
	}
	if err = f.incomplete(r.Task, l, err); l.name == "" {
		return err
	}
	apart := f.setApart(l.name, r.Attempt)
	err = cmp.Or(err, f.incomplete(r.Task, l, apart))
	// The next attempt has files of its own, if it has not to share them.
	l.lost = apart != nil
	return err
}

// Finished writes down how a task ended. A task that never started, or that ended in an
// earlier run, changes nothing.
func (f *Folder) Finished(r launcher.Result) error {
	if r.Before || r.State == launcher.NotRun {
		return nil
	}
	l, err := f.of(r.Task, r.Input)
	if err == nil {
		err = f.end(l, r)
	}
	if err = f.incomplete(r.Task, l, err); l.name != "" {
		delete(f.live, r.Task)
	}
	return err
}

// Close closes the files of tasks that have not ended as well.
func (f *Folder) Close() error {
	if err := cmp.Or(f.files.closeAll(), f.root.Close()); err != nil {
		return fmt.Errorf("close results folder %q: %w", f.dir, err)
	}
	return nil
}

// of returns a task that is to be written to, and makes its folder where that was not
// done yet. The task is never nil.
func (f *Folder) of(task int, input json.RawMessage) (*live, error) {
	if l := f.live[task]; l != nil {
		return l, nil
	}
	l := &live{name: nameOf(task, input), ended: f.begun.has(task)}
	f.live[task] = l
	if !l.ended {
		f.begun.add(task)
		err := f.files.sparing(func() error { return f.makeFor(l.name) })
		if err != nil {
			// One that is there already is somebody else's.
			l.name = ""
		}
		return l, err
	}
	if input != nil {
		return l, nil
	}
	name, err := taskFolder(f.root, task)
	l.name = name
	return l, err
}

// makeFor makes a task's folder.
func (f *Folder) makeFor(name string) error {
	if f.replace {
		if err := f.root.RemoveAll(name); err != nil {
			return err
		}
	}
	return f.root.Mkdir(name, 0o700)
}

// write appends to a stream's file. Another file may have to be closed for it.
func (f *Folder) write(task int, l *live, stream launcher.Stream, data []byte) error {
	return f.files.write(fileKey{task, stream}, pathOf(l.name, stream), data)
}

// end completes the files of an attempt. Those of what printed nothing are empty.
func (f *Folder) end(l *live, r launcher.Result) error {
	if l.name == "" {
		return nil
	}
	var failed error
	for _, stream := range []launcher.Stream{launcher.Stdout, launcher.Stderr} {
		if !l.lost {
			failed = cmp.Or(failed, f.write(r.Task, l, stream, nil))
		}
		failed = cmp.Or(failed, f.files.close(fileKey{r.Task, stream}))
	}
	record := recordOf(r)
	record.Complete = !l.lost && failed == nil
	return cmp.Or(failed, f.files.sparing(func() error { return record.write(f.root, l.name) }))
}

// setApart moves the files of an attempt to a folder. Some may be missing of what is
// incomplete.
func (f *Folder) setApart(name string, attempt int) error {
	to := fmt.Sprintf("%s/attempt-%d", name, attempt)
	err := f.root.Mkdir(to, 0o700)
	for _, file := range []string{"/stdout", "/stderr", "/" + recordName} {
		if err == nil {
			err = f.files.sparing(func() error { return f.root.Rename(name+file, to+file) })
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	return err
}

// incomplete takes what went wrong with a task's files, nil for nothing, and returns what
// is to be said of it.
func (f *Folder) incomplete(task int, l *live, err error) error {
	if err == nil || l.lost {
		return nil
	}
	l.lost = true
	if l.ended && l.name != "" {
		f.retract(l.name)
	}
	return fmt.Errorf("the files of task %d in results folder %q are incomplete: %w", task, f.dir, err)
}

// retract has a task's record no longer say that its files are complete.
func (f *Folder) retract(name string) {
	if err := f.files.sparing(func() error { return markIncomplete(f.root, name) }); err != nil {
		// No record claims nothing either, and takes no space on a full disk.
		_ = f.root.Remove(name + "/" + recordName)
	}
}

// cause is an error without the path, where the sentence around it has that.
func cause(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return p.Err
	}
	return err
}
