package journal

// Format is how a log is written.
type Format string

// The formats. Lines is Poolscope's own, a JSON object a line: it holds the input and
// every attempt of a task, and what runs. Joblog is that of GNU parallel (parallel(1),
// --joblog), which holds the command and the end of each task.
const (
	Lines  Format = "log"
	Joblog Format = "joblog"
)

// flag is the flag of the command line that names a log of this format.
func (f Format) flag() string { return "--" + string(f) }
