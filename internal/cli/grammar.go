package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/poolscope/poolscope/internal/plan"
)

// grammar is the command line as a person types it. Only the commands that
// work are in it.
type grammar struct {
	Help    bool `help:"Say how a command is used." short:"h"`
	Version bool `help:"Print the version."`

	Window struct {
		Plan   string `arg:"" help:"Plan file (.pool.toml); a ready example without one." optional:""`
		Record string `help:"Write all that happens in the first run to this file, while it goes on, as run --record does; of the next ones to files of this name with a number." placeholder:"FILE"`
	} `cmd:"" default:"withargs" help:"Open the window, with a plan if one is given." hidden:""`
	Run   runFlags   `cmd:"" help:"Run a plan, or a command on each of many inputs, here, without a window: results on standard output, progress on standard error."`
	Watch watchFlags `cmd:"" help:"Watch what runs already, or one command, with every process that descends from it."`
	Plan  struct {
		Check struct {
			Plan []string `arg:"" help:"Plan files." name:"plan"`
		} `cmd:"" help:"Say what is wrong with plan files, and with the Python files and programs that they name; run no task."`
		Python struct {
			Plan string `arg:"" help:"Plan file." name:"plan"`
		} `cmd:"" help:"Print the plan as a Python program that does the same with multiprocessing; run no task. A task that is a program has no equal there."`
		Shell struct {
			Plan string `arg:"" help:"Plan file." name:"plan"`
		} `cmd:"" help:"Print what a plan of commands would run, one line a task, as a shell reads it; run no task."`
	} `cmd:"" help:"Look at plan files."`
	VersionCommand struct{} `cmd:"" help:"Print the version." name:"version"`
	HelpCommand    struct{} `cmd:"" help:"Say how a command is used." name:"help"`
}

// runFlags are the arguments of run.
type runFlags struct {
	Plan string `arg:"" help:"Plan file (.pool.toml); a ready example without one." optional:""`

	Workers           *string `group:"pool" help:"Slots of the pool: a number, or auto for the cores this process may use." placeholder:"N" short:"j"`
	RunAs             *string `group:"pool" help:"processes, or threads of one process." placeholder:"KIND"`
	Method            *string `group:"pool" help:"apply, apply_async, map, map_async, starmap, starmap_async, imap or imap_unordered." placeholder:"NAME"`
	Chunk             *string `group:"pool" help:"Tasks handed to a worker at once: a number, or auto." placeholder:"N"`
	MaxTasksPerWorker *string `group:"pool" help:"Replace a worker after so many tasks; 0 is never." placeholder:"N"`
	OnWorkerDeath     *string `group:"pool" help:"What becomes of a task whose worker died: fail, retry, hang (as multiprocessing.Pool, which waits for ever) or break (as ProcessPoolExecutor, which fails all that has not ended)." placeholder:"WHAT"`
	Timeout           *string `group:"pool" help:"Of each task from its own start, such as 1.5s; 0s is none." placeholder:"TIME"`
	Retries           *string `group:"pool" help:"Further attempts of a task that did not succeed." placeholder:"N"`
	Halt              *string `group:"pool" help:"never, or for example now,fail=1 or soon,fail=10%." placeholder:"WHEN"`
	Nice              *string `group:"pool" help:"Added to the niceness of the workers, 0 to 19." placeholder:"N"`
	Pin               *bool   `group:"pool" help:"One core for each slot, round robin." negatable:""`
	Delay             *string `group:"pool" help:"Least time between the starts of two commands, such as 200ms." placeholder:"TIME"`
	MaxLoad           *string `group:"pool" help:"Start no command while the load of the last minute is above this; 0 is no limit." placeholder:"N"`
	MinFree           *string `group:"pool" help:"Start no command while less memory than this is free, such as 2GiB or 10%; 0 is no limit." placeholder:"SIZE"`
	Every             *string `group:"pool" help:"Time between two samples, such as 100ms." placeholder:"TIME"`

	Shell  *string  `group:"command" help:"Run a script of /bin/sh in place of a command; its input is \"$1\", \"$2\" … and never a part of the script." placeholder:"SCRIPT"`
	Dir    *string  `group:"command" help:"Folder that the commands are started in." placeholder:"DIR"`
	Env    []string `group:"command" help:"Add a variable to the environment of the commands; may be given several times." placeholder:"NAME=VALUE" sep:"none"`
	DryRun bool     `group:"command" help:"Print what would be run, one line a task, as a shell reads it; run nothing."`

	Null    *bool   `group:"inputs" help:"Entries of files and of standard input end in a NUL byte, as find -print0 writes them, not in a newline." short:"0"`
	Columns *string `group:"inputs" help:"Split each entry into columns {1} {2} … at this text." placeholder:"TEXT"`
	Header  *bool   `group:"inputs" help:"The first entry of each source names its columns, for {NAME}."`
	Strip   *bool   `group:"inputs" help:"Drop blank entries, carriage returns at line ends and a byte order mark."`
	Group   *string `group:"inputs" help:"So many inputs a task, as columns {1} {2} …." placeholder:"N"`
	Link    bool    `group:"inputs" help:"Take the first of each source, then the second of each and so on, in place of every combination; a shorter source begins again."`

	KeepOrder    bool   `group:"output" help:"Print in the order of the inputs. That is the default, so this changes nothing: it is here for who types it by habit." short:"k"`
	Tag          bool   `group:"output" help:"Begin each line that a task prints with the task's input and a tab."`
	Results      string `group:"output" help:"Keep the output of each task in a folder of its own below this one besides." placeholder:"DIR"`
	Log          string `group:"output" help:"Write what becomes of each task to this file, as JSON lines, for --resume." placeholder:"FILE"`
	Joblog       string `group:"output" help:"The same as GNU parallel's --joblog writes it." placeholder:"FILE"`
	Record       string `group:"output" help:"Write every sample, while it is taken, to this file, which must not be there yet and which nobody else may read: a table if its name ends in .csv, else all the lines of --json." placeholder:"FILE"`
	Resume       bool   `group:"output" help:"Leave out the tasks that the log says have ended, and add to the log."`
	ResumeFailed bool   `group:"output" help:"As --resume, and run those again that did not succeed."`

	Budget float64 `default:"3" help:"Most of a core that sampling may take: above it the samples come less often, and that is said; 0 is no bound." placeholder:"PERCENT"`

	JSON     bool `help:"One JSON object a line on standard output, nothing else; what tasks print goes to standard error."`
	NoOutput bool `help:"Drop the results and what the tasks print on their standard output."`
	Quiet    bool `help:"No progress and no summary; failures only." short:"q"`
}

func newParser(g *grammar, out io.Writer) (*kong.Kong, error) {
	return kong.New(
		g,
		kong.Name("poolscope"),
		kong.Description("Poolscope launches a pool of worker processes on a list of tasks and shows what each does to the processor and the memory.\n\n"+
			"poolscope [PLAN] opens the window, and with --record FILE keeps a record of its runs; the commands below need none.\n\n"+
			"Exit status: 0 all tasks done; 1 some task failed, timed out, was killed or never ran; "+
			"2 bad usage or plan, nothing was started; 3 no display; 128+n ended by signal n."),
		kong.NoDefaultHelp(),
		kong.Writers(out, out),
		kong.Exit(func(int) {}),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}),
		kong.ExplicitGroups([]kong.Group{
			{Key: "pool", Title: "Keys of the plan, which these beat:"},
			{Key: "command", Title: "Commands:"},
			{Key: "inputs", Title: "Inputs of commands:"},
			{Key: "output", Title: "Output and log:"},
		}),
	)
}

// Help returns what is said of run besides its flags.
func (runFlags) Help() string {
	return `What stands behind -- is a command, run once for each input, and where the inputs come from: behind ::: the inputs themselves, behind :::: files with one a line (- is standard input), both as often as wanted, for every combination; with a + at its end (:::+ ::::+) a source goes step by step with the one before it. Without a source the inputs are the lines of standard input.

Where the command has {} its input is put: {.} is that without its extension, {/} without its folder, {//} the folder, {/.} the name alone; {1} {2} … are columns, with the same endings ({1.} {2/}); {#} is the number of the task, {%} that of the slot. A command without any has the input at its end. An input is never read by a shell.

For example, four at a time, with a log that a second try begins from:

    poolscope run -j 4 --log made.log -- convert {} {.}.png ::: *.jpg
    poolscope run -j 4 --log made.log --resume -- convert {} {.}.png ::: *.jpg
    find . -name '*.log' -print0 | poolscope run -0 -- gzip -9
    poolscope run --shell 'grep -c "$1" "$2" > "$2.$1"' -- ::: error warning ::: *.log
    poolscope run --dry-run -- cp {} backup/{/} :::: files.txt`
}

// parse reads a command line. command is "", "run", "plan", "plan python", "plan
// shell" or "version".
func parse(args []string) (g grammar, command string, err error) {
	parser, err := newParser(&g, io.Discard)
	if err != nil {
		return g, "", fmt.Errorf("command line: %w", err)
	}
	ctx, err := parser.Parse(joinNegatives(args))
	if err != nil {
		if text := forgotDashes(err, args); text != "" {
			err = errors.New(text)
		}
		return g, "", usageError{command: commandIn(args), text: err.Error()}
	}
	if g.Version {
		return g, "version", nil
	}
	if flag := nameless(ctx); flag != "" {
		return g, "", usageError{command: commandIn(args), text: flag + ": the name is empty: want that of a file or folder, or no " + flag}
	}
	words := strings.Fields(ctx.Command())
	if len(words) > 1 && words[0] == "plan" && words[1] != "check" {
		return g, "plan " + words[1], nil
	}
	command, _, _ = strings.Cut(ctx.Command(), " ")
	return g, command, nil
}

// nameless returns the flag of a file or folder that was given an empty name, as a shell
// makes it of a variable that is not set; "" for none.
func nameless(ctx *kong.Context) string {
	for _, step := range ctx.Path {
		if step.Flag == nil || !slices.Contains([]string{"log", "joblog", "record", "results", "dir"}, step.Flag.Name) {
			continue
		}
		if reflect.Indirect(reflect.ValueOf(ctx.FlagValue(step.Flag))).String() == "" {
			return "--" + step.Flag.Name
		}
	}
	return ""
}

// forgotDashes returns what to write in place of "run gzip a b"; "" where the
// positional word is no program.
func forgotDashes(err error, args []string) string {
	bad, ok := errors.AsType[*kong.ParseError](err)
	if !ok || commandIn(args) != "run" || bad.Context == nil {
		return ""
	}
	for _, step := range bad.Context.Path {
		if step.Positional == nil {
			continue
		}
		word, _ := reflect.TypeAssert[string](bad.Context.Value(step))
		if at := slices.Index(args, word); at >= 0 {
			return dashesText(word, args[at:])
		}
	}
	return ""
}

// dashesText says that a word that is a program and no plan is a command; "" where
// it is not so.
func dashesText(word string, line []string) string {
	if word == "" || exists(word) && !strings.Contains(word, "/") || !isProgram(word) {
		return ""
	}
	return fmt.Sprintf("%q is a program and not a plan: write -- before a command, as in run -- %s", word, plan.JoinWords(line))
}

// joinNegatives writes "--workers -1" as "--workers=-1": a number cannot be a
// flag, and its own message is better than one about a missing value.
func joinNegatives(args []string) []string {
	var joined []string
	for _, arg := range args {
		last := len(joined) - 1
		negative := len(arg) > 1 && arg != "-0" && arg[0] == '-' && arg[1] >= '0' && arg[1] <= '9'
		switch {
		case negative && last >= 0 && strings.HasPrefix(joined[last], "--") && !strings.Contains(joined[last], "="):
			joined[last] += "=" + arg
		case negative && last >= 0 && joined[last] == "-j":
			joined[last] += arg
		default:
			joined = append(joined, arg)
		}
	}
	return joined
}

// commandIn returns the command that the arguments begin with, "" for none.
func commandIn(args []string) string {
	if len(args) > 0 && slices.Contains(commands(), args[0]) && args[0] != "help" {
		return args[0]
	}
	return ""
}

func commands() []string { return []string{"run", "watch", "plan", "version", "help"} }

// refuse answers what the grammar cannot say well.
func refuse(args []string) error {
	if len(args) == 0 {
		return nil
	}
	if strings.HasPrefix(args[0], "-") {
		return nil
	}
	if args[0] == "watch" {
		return refuseWatch(args)
	}
	if near := nearest(args[0], commands()); near != "" && near != args[0] && !exists(args[0]) {
		return usageError{text: fmt.Sprintf("unknown command %q; did you mean %q?", args[0], near)}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// nearest returns the word that a typing error of at most two letters, and
// fewer than half of them, separates from text; "" when there is none.
func nearest(text string, words []string) string {
	best := slices.MinFunc(words, func(a, b string) int { return cmp.Compare(distance(text, a), distance(text, b)) })
	if d := distance(text, best); d <= 2 && 2*d <= len(best) {
		return best
	}
	return ""
}

// distance counts the letters to insert, delete or change between two words,
// and the neighbours to swap (optimal string alignment).
func distance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		twoBefore := before
		before, row = row, make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(before[j]+change, before[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], twoBefore[j-1]+1)
			}
		}
	}
	return row[len(b)]
}

func wantsHelp(args []string) bool {
	if len(args) > 0 && args[0] == "help" {
		return true
	}
	for _, arg := range args {
		if arg == "--" {
			return false
		}
		if arg == "--help" || arg == "-h" {
			return true
		}
	}
	return false
}

// printHelp explains the command that the other words name.
func printHelp(sys System) (int, error) {
	words := slices.DeleteFunc(slices.Clone(sys.Args), func(arg string) bool { return strings.HasPrefix(arg, "-") })
	if len(words) > 0 && words[0] == "help" {
		words = words[1:]
		if len(words) > 0 && !slices.Contains(commands(), words[0]) {
			return exitUsage, usageError{text: fmt.Sprintf("no command %q to explain; there are %s", words[0], strings.Join(commands(), ", "))}
		}
	}
	var g grammar
	var text bytes.Buffer
	parser, err := newParser(&g, &text)
	if err != nil {
		return exitUsage, fmt.Errorf("command line: %w", err)
	}
	ctx, err := kong.Trace(parser, helpPath(words))
	if err != nil {
		return exitUsage, usageError{text: err.Error()}
	}
	if len(helpPath(words)) == 0 {
		// The window is what no command means, and not all there is.
		ctx.Path = ctx.Path[:1]
	}
	if err := ctx.PrintUsage(false); err != nil {
		return exitUsage, fmt.Errorf("help: %w", err)
	}
	// kong knows nothing of what stands behind --.
	usage := strings.Replace(text.String(), "watch [<pid> ...] [flags]", "watch (<pid> … | -- <command> …) [flags]", 1)
	return writeOut(sys.Stdout, strings.Replace(usage, "run [<plan>] [flags]", "run [<plan>] [flags] [-- <command> … [::: <input> …]]", 1))
}

// helpPath keeps the words that are commands: what else stands on the line
// does not change which help is meant.
func helpPath(words []string) []string {
	switch {
	case len(words) == 0 || !slices.Contains(commands(), words[0]):
		return nil
	case len(words) > 1 && words[0] == "plan" && slices.Contains([]string{"check", "python", "shell"}, words[1]):
		return words[:2]
	default:
		return words[:1]
	}
}
