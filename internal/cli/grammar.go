package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// grammar is the command line as a person types it. Only the commands that
// work are in it.
type grammar struct {
	Help    bool `help:"Say how a command is used." short:"h"`
	Version bool `help:"Print the version."`

	Window struct {
		Plan string `arg:"" help:"Plan file (.pool.toml); a ready example without one." optional:""`
	} `cmd:"" default:"withargs" help:"Open the window, with a plan if one is given." hidden:""`
	Run  runFlags `cmd:"" help:"Run a plan here, without a window: results on standard output, progress on standard error."`
	Plan struct {
		Check struct {
			Plan []string `arg:"" help:"Plan files." name:"plan"`
		} `cmd:"" help:"Say what is wrong with plan files, and with the Python files and programs that they name; run no task."`
		Python struct {
			Plan string `arg:"" help:"Plan file." name:"plan"`
		} `cmd:"" help:"Print the plan as a Python program that does the same with multiprocessing; run no task. A task that is a program has no equal there."`
	} `cmd:"" help:"Look at plan files."`
	VersionCommand struct{} `cmd:"" help:"Print the version." name:"version"`
	HelpCommand    struct{} `cmd:"" help:"Say how a command is used." name:"help"`
}

// runFlags are the arguments of run.
type runFlags struct {
	Plan string `arg:"" help:"Plan file (.pool.toml); a ready example without one." optional:""`

	Workers           *string `group:"pool" help:"Slots of the pool: a number, or auto for the cores this process may use." placeholder:"N"`
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
	Every             *string `group:"pool" help:"Time between two samples, such as 100ms." placeholder:"TIME"`

	JSON     bool `help:"One JSON object a line on standard output, nothing else; what tasks print goes to standard error."`
	NoOutput bool `help:"Drop the results and what the tasks print on their standard output."`
	Quiet    bool `help:"No progress and no summary; failures only." short:"q"`
}

func newParser(g *grammar, out io.Writer) (*kong.Kong, error) {
	return kong.New(
		g,
		kong.Name("poolscope"),
		kong.Description("Poolscope launches a pool of worker processes on a list of tasks and shows what each does to the processor and the memory.\n\n"+
			"poolscope [PLAN] opens the window; the commands below need none.\n\n"+
			"Exit status: 0 all tasks done; 1 some task failed, timed out, was killed or never ran; "+
			"2 bad usage or plan, nothing was started; 3 no display; 128+n ended by signal n."),
		kong.NoDefaultHelp(),
		kong.Writers(out, out),
		kong.Exit(func(int) {}),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}),
		kong.ExplicitGroups([]kong.Group{{Key: "pool", Title: "Keys of the plan, which these beat:"}}),
	)
}

// parse reads a command line. command is "", "run", "plan", "plan python"
// or "version".
func parse(args []string) (g grammar, command string, err error) {
	parser, err := newParser(&g, io.Discard)
	if err != nil {
		return g, "", fmt.Errorf("command line: %w", err)
	}
	ctx, err := parser.Parse(joinNegatives(args))
	if err != nil {
		return g, "", usageError{command: commandIn(args), text: err.Error()}
	}
	if g.Version {
		return g, "version", nil
	}
	if strings.HasPrefix(ctx.Command(), "plan python ") {
		return g, "plan python", nil
	}
	command, _, _ = strings.Cut(ctx.Command(), " ")
	return g, command, nil
}

// joinNegatives writes "--workers -1" as "--workers=-1": a number cannot be a
// flag, and its own message is better than one about a missing value.
func joinNegatives(args []string) []string {
	var joined []string
	for _, arg := range args {
		last := len(joined) - 1
		negative := len(arg) > 1 && arg[0] == '-' && arg[1] >= '0' && arg[1] <= '9'
		if negative && last >= 0 && strings.HasPrefix(joined[last], "--") && !strings.Contains(joined[last], "=") {
			joined[last] += "=" + arg
			continue
		}
		joined = append(joined, arg)
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

func commands() []string { return []string{"run", "plan", "version", "help"} }

// refuse answers what the grammar cannot say well.
func refuse(args []string) error {
	if len(args) == 0 {
		return nil
	}
	if args[0] == "run" && slices.Contains(args, "--") {
		return usageError{command: "run", text: "commands as tasks (run -- COMMAND) are not in this version"}
	}
	if strings.HasPrefix(args[0], "-") {
		return nil
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
	return writeOut(sys.Stdout, text.String())
}

// helpPath keeps the words that are commands: what else stands on the line
// does not change which help is meant.
func helpPath(words []string) []string {
	switch {
	case len(words) == 0 || !slices.Contains(commands(), words[0]):
		return nil
	case len(words) > 1 && words[0] == "plan" && slices.Contains([]string{"check", "python"}, words[1]):
		return words[:2]
	default:
		return words[:1]
	}
}
