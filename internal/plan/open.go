package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/poolscope/poolscope/internal/argv"
)

// sequence is inputs one by one; an error is its last pair.
type sequence = iter.Seq2[json.RawMessage, error]

// maxCounted is the size of the largest file that is read once before the run,
// to know the number of tasks and that nothing is wrong with it.
const maxCounted = 16 << 20

var errNoStdin = errors.New("there is no standard input here: want another kind of inputs")

// Open prepares the inputs. total is -1 when it is not known beforehand.
// Nothing is executed; files are opened when the sequence is ranged over, but
// one that is missing, a directory or no regular file is an error now, and one
// of at most 16 MiB is read through now, so that its total is known. For commands, a
// pipe or a device is read as well, once and when the sequence is ranged over. The
// sequence is bounded in memory whatever it reads, yields each input in memory that may be
// used for the next, and yields an error as its
// last pair where reading fails midway. All but that of standard input, pipes and devices
// can be ranged over again. The error is a Problem.
//
// The inputs of a command are bytes and come as they are, each as soon as it was read;
// bytes that are no UTF-8 are lone surrogates in their JSON (see package argv). Of
// several sources, all but the first are read into memory, up to 256 MiB.
//
// Under starmap and starmap_async each input is a list of arguments, and of a
// CSV file the columns of a row in their order; a built-in task, which takes one
// argument, gets the only element of the list as its input.
func (p Plan) Open(stdin io.Reader) (total int, inputs iter.Seq2[json.RawMessage, error], err error) {
	return p.OpenNoting(stdin, &Notices{})
}

// OpenNoting is Open, and has n count what is seldom meant in the inputs of a command,
// as they are read: of files that Open reads through, at once.
func (p Plan) OpenNoting(stdin io.Reader, n *Notices) (total int, inputs iter.Seq2[json.RawMessage, error], err error) {
	if p.Task.Kind == Command {
		return p.openSources(stdin, n)
	}
	return p.openOne(stdin, n)
}

// openOne prepares the inputs of one source.
func (p Plan) openOne(stdin io.Reader, n *Notices) (total int, inputs sequence, err error) {
	in, d := p.Inputs, p.demand()
	if text := d.kindProblem(in.Kind); text != "" {
		return 0, nil, Problem{Key: "inputs." + string(in.Kind), Text: text}
	}
	switch in.Kind {
	case Values:
		return len(in.Values), d.arguments(listed(in.Values)), nil
	case Range, Repeat:
		return in.openNumbers()
	case Glob:
		total, inputs, err = p.openGlob()
	case Lines:
		total, inputs, err = p.openFile(p.lineReading(in.File, n))
	case CSV:
		total, inputs, err = p.openFile(rowsReading(in.File, d))
	case Stdin:
		if stdin == nil {
			err = errNoStdin
			break
		}
		read := p.lineReading("standard input", n)
		total, inputs = -1, func(yield func(json.RawMessage, error) bool) { read(stdin, yield) }
	default:
		err = fmt.Errorf("%q is not %s", in.Kind, oneOf(kindNames()))
	}
	if err != nil {
		return 0, nil, Problem{Key: "inputs." + string(in.Kind), Text: err.Error()}
	}
	return total, d.arguments(inputs), nil
}

// openNumbers opens a range or a repeat. It checks their bounds again: a step
// of 0 would not be an error here but a crash.
func (in Inputs) openNumbers() (int, sequence, error) {
	for _, f := range in.findings(demand{}) {
		return 0, nil, f.Problem
	}
	if in.Kind == Repeat {
		return in.Repeat, counted(in.Repeat, appendIndex), nil
	}
	s := spanOf(in.Range)
	n := int(s.count())
	return n, counted(n, s.appendAt), nil
}

// lineReading returns what makes inputs of the lines of a file.
func (p Plan) lineReading(name string, n *Notices) reading {
	if p.Task.Kind == Command {
		return entries{name: name, null: p.Inputs.Null, strip: p.Inputs.Strip, tally: n.of(name)}.read
	}
	return lineReader(name, p.lineInput())
}

// lineInput returns what makes an input of a line for the plan's task.
func (p Plan) lineInput() func(line []byte) (json.RawMessage, error) {
	if p.builtin().Input.Number {
		return numberInput
	}
	return textInput
}

// path returns a file name of the plan as seen from the current folder.
func (p Plan) path(name string) string {
	if p.Dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.Dir, name)
}

func listed(values []json.RawMessage) sequence {
	return func(yield func(json.RawMessage, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// counted yields n inputs, each in the memory of the one before.
func counted(n int, appendAt func(buf []byte, i int) []byte) sequence {
	return func(yield func(json.RawMessage, error) bool) {
		var buf []byte
		for i := range n {
			if buf = appendAt(buf[:0], i); !yield(buf, nil) {
				return
			}
		}
	}
}

// pattern returns the pattern of the inputs as seen from the current folder.
func (p Plan) pattern() string {
	pattern := p.Inputs.Glob
	if p.Dir == "" || filepath.IsAbs(pattern) {
		return pattern
	}
	return filepath.Join(literal(p.Dir), pattern)
}

// openGlob lists the files that match, sorted.
func (p Plan) openGlob() (int, sequence, error) {
	names, err := filepath.Glob(p.pattern())
	if err != nil {
		return 0, nil, fmt.Errorf("match %s: %w", p.Inputs.Glob, err)
	}
	values, err := p.fileInputs(names)
	if err != nil {
		return 0, nil, err
	}
	return len(values), listed(values), nil
}

// fileInputs makes inputs of the names of files, which are seen from the current folder.
func (p Plan) fileInputs(names []string) ([]json.RawMessage, error) {
	values := make([]json.RawMessage, len(names))
	for i, name := range names {
		if p.Task.Kind == Command {
			seen, err := p.fromTask(name)
			if err != nil {
				return nil, err
			}
			values[i] = argv.AppendText(nil, []byte(seen))
			continue
		}
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("the file name %q is not UTF-8: rename it", name)
		}
		values[i] = appendText(nil, name)
	}
	return values, nil
}

// fromTask returns the name of a file, which is seen from the current folder, as a
// command finds it: from the plan's folder as it was written there, from another by its
// whole path.
func (p Plan) fromTask(name string) (string, error) {
	switch {
	case filepath.IsAbs(name) || p.taskDir() == "":
		return name, nil
	case p.Task.Dir != "":
		return filepath.Abs(name) //nolint:wrapcheck // says that there is no current folder, which is all
	}
	return filepath.Rel(p.Dir, name) //nolint:wrapcheck // names both
}

// literal returns the pattern that matches a folder's own name only.
func literal(dir string) string {
	replace := []string{"*", "[*]", "?", "[?]", "[", "[[]"}
	if filepath.Separator != '\\' {
		replace = append(replace, `\`, `\\`) // where it separates nothing
	}
	return strings.NewReplacer(replace...).Replace(dir)
}

// reading yields the inputs that are in r.
type reading func(r io.Reader, yield func(json.RawMessage, error) bool)

func (p Plan) openFile(read reading) (int, sequence, error) {
	name := p.Inputs.File
	path := p.path(name)
	if p.Task.Kind == Command && isStream(path) {
		return -1, fileSequence(name, path, os.Open, read), nil
	}
	inputs := fileSequence(name, path, openRegular, read)
	if err := checkReadable(path); err != nil {
		return 0, nil, fmt.Errorf("read %s: %w", name, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, nil, fmt.Errorf("read %s: %w", name, cause(err))
	}
	if info.Size() > maxCounted {
		return -1, inputs, nil
	}
	total := 0
	for _, err := range inputs {
		if err != nil {
			return 0, nil, err
		}
		total++
	}
	return total, expecting(name, total, inputs), nil
}

func checkReadable(path string) error {
	f, err := openRegular(path)
	if err != nil {
		return err
	}
	return cause(f.Close())
}

func fileSequence(name, path string, open func(path string) (*os.File, error), read reading) sequence {
	return func(yield func(json.RawMessage, error) bool) {
		f, err := open(path)
		if err != nil {
			yield(nil, fmt.Errorf("read %s: %w", name, cause(err)))
			return
		}
		read(f, yield)
		_ = f.Close() // it was only read: nothing can be lost
	}
}

// expecting yields the same inputs, and an error once there are more or fewer
// than there were: a pool that was told their number has to know.
func expecting(name string, total int, inputs sequence) sequence {
	return func(yield func(json.RawMessage, error) bool) {
		n := 0
		for v, err := range inputs {
			if err == nil && n == total {
				yield(nil, fmt.Errorf("%s has grown since it was counted: it had %d inputs", name, total))
				return
			}
			if !yield(v, err) || err != nil {
				return
			}
			n++
		}
		if n < total {
			yield(nil, fmt.Errorf("%s has shrunk since it was counted: it had %d inputs, now %d", name, total, n))
		}
	}
}
