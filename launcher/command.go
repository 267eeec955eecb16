package launcher

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/launcher/internal/wire"
	"github.com/poolscope/poolscope/launcher/proc"
)

// command is what is started as a worker.
type command struct {
	path   string
	argv   []string // nil stands for a worker of this module, whose arguments are for whoever lists processes
	dir    string
	env    []string
	inside bool     // the wire is on descriptors of its own; else it is standard input and output
	mute   bool     // there is no wire
	null   *os.File // the empty input of what is mute
}

var errNoDescriptors = errors.New("the program speaks over descriptors 3 and 4, which this system does not have: let it speak over its standard streams")

// newCommand returns what the workers of a pool are. The error says what is wrong
// with the program, before anything starts.
func newCommand(c Config) (command, error) {
	if c.Command != nil {
		null, err := os.Open(os.DevNull)
		if err != nil {
			return command{}, fmt.Errorf("open the empty input: %w", err)
		}
		return command{env: workerEnv(), mute: true, null: null}, nil
	}
	if c.Speaker != nil {
		return speakerCommand(*c.Speaker)
	}
	if c.Program != "" {
		return command{path: c.Program, env: workerEnv(), inside: true}, nil
	}
	own, err := os.Executable()
	if err != nil {
		return command{}, fmt.Errorf("find the worker's program: %w", err)
	}
	return command{path: own, env: workerEnv(), inside: true}, nil
}

func speakerCommand(s Speaker) (command, error) {
	if len(s.Argv) == 0 || s.Argv[0] == "" {
		return command{}, errors.New("a speaker needs a program: its first argument is the program's name")
	}
	if s.Inside && !numbered {
		return command{}, errNoDescriptors
	}
	path, err := findProgram(s.Argv[0])
	if err != nil {
		return command{}, err
	}
	if s.Dir != "" {
		if info, err := os.Stat(s.Dir); err != nil {
			return command{}, fmt.Errorf("folder of %s: %w", s.Argv[0], err)
		} else if !info.IsDir() {
			return command{}, fmt.Errorf("folder of %s: %s is not a folder", s.Argv[0], s.Dir)
		}
	}
	return command{
		path: path, argv: slices.Clone(s.Argv), dir: s.Dir, env: withEnv(workerEnv(), s.Env), inside: s.Inside,
	}, nil
}

// findProgram looks a name up in PATH. One with a slash is a path already, from the
// folder that the program is started in.
func findProgram(name string) (string, error) {
	if strings.ContainsRune(name, '/') || strings.ContainsRune(name, os.PathSeparator) {
		return name, nil
	}
	path, err := exec.LookPath(name)
	switch {
	case errors.Is(err, exec.ErrDot): // PATH names a folder relative to this one, and the program may start in another
		if path, err = filepath.Abs(path); err != nil {
			return "", fmt.Errorf("find program %q: %w", name, err)
		}
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("program %q is in no folder of PATH: install it, or name it with its folder", name)
	case err != nil:
		return "", fmt.Errorf("find program %q: %w", name, err)
	}
	return path, nil
}

// workerEnv is the environment of the workers without the wire's address.
func workerEnv() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, wire.Env+"=") })
}

// withEnv adds variables to an environment, in the place of those of their names: a
// program may look at the first.
func withEnv(env, added []string) []string {
	if len(added) == 0 {
		return env
	}
	names := map[string]bool{}
	for _, v := range added {
		name, _, _ := strings.Cut(v, "=")
		names[name] = true
	}
	kept := slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return names[name]
	})
	return append(kept, added...)
}

// busyTries is how often a program that somebody has just written is tried.
const busyTries = 10

// start makes a process of a worker's name.
func (c command) start(worker, secret string) (*process, error) {
	p, err := c.newPipes()
	if err != nil {
		return nil, err
	}
	if c.argv == nil {
		p.addRings()
		c.argv = []string{"poolscope-worker", worker}
		c.env = append(slices.Clip(c.env), wire.Env+"="+p.address(secret))
	}
	started, err := c.try(func() (*process, error) { return c.startWith(p) })
	if err != nil {
		p.close()
		return nil, err
	}
	closeAll(p.theirs())
	started.to, started.from, started.stdout, started.stderr = p.to.ours, p.from.ours, p.stdout.ours, p.stderr.ours
	started.floor = ownPeak()
	if started.rings = p.rings; p.rings != nil {
		started.ringFD = ringFD
	}
	return started, nil
}

// try starts a process. A program that another process still has open for writing, or
// had when that one forked, is tried again (ETXTBSY, execve(2)).
func (c command) try(start func() (*process, error)) (p *process, err error) {
	for try := range busyTries {
		if p, err = c.once(start); !errors.Is(err, syscall.ETXTBSY) {
			break
		}
		<-time.After(busyPause(try))
	}
	return p, err
}

// busyPause is how long a busy program is left alone after so many tries.
func busyPause(tries int) time.Duration { return time.Millisecond << min(tries, 5) }

// once starts a process. It inherits nothing but what it is given, whatever this
// process inherited and C libraries have opened.
func (c command) once(start func() (*process, error)) (*process, error) {
	proc.SealDescriptors()
	p, err := start()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c.path, startProblem(err))
	}
	return p, nil
}

// startProblem says what the system means.
func startProblem(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		err = path.Err // the operation and the file are named by the caller
	}
	if errors.Is(err, syscall.ENOEXEC) {
		return fmt.Errorf("%w: a script needs a first line such as #!/usr/bin/env python3, a program must be for this kind of machine", err)
	}
	return err
}
