package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/poolscope/poolscope/internal/record"
)

// tableRow is a row of a table, by the names of its columns; "" is what is not known.
type tableRow map[string]string

// tables are those of one run.
type tables struct {
	workers, tasks, kept []tableRow // as the window exports them
	recorded             []tableRow // of --record
}

// readTables exports the tables in both formats, which have to say the same, and reads
// the one of --record.
func (a *account) readTables(dir string) {
	a.t.Helper()
	for what, into := range map[record.Table]*[]tableRow{
		record.Workers: &a.tables.workers, record.Tasks: &a.tables.tasks, record.Samples: &a.tables.kept,
	} {
		*into = a.csvRows(a.exported(what, record.CSV))
		lines := a.jsonRows(a.exported(what, record.JSON))
		same(a, string(what)+" in both formats", len(lines), len(*into))
		for i, row := range *into {
			if !maps.Equal(row, lines[i]) {
				a.differ("%s, row %d: CSV %v, JSON %v", what, i, row, lines[i])
			}
		}
	}
	a.tables.recorded = a.csvRows(readAll(a.t, filepath.Join(dir, "record.csv")))
}

func (a *account) exported(what record.Table, as record.Format) []byte {
	a.t.Helper()
	var text bytes.Buffer
	if err := record.Export(&text, what, as, a.last); err != nil {
		a.t.Fatal(err)
	}
	return text.Bytes()
}

func (a *account) csvRows(text []byte) []tableRow {
	a.t.Helper()
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(records) == 0 {
		a.t.Fatalf("%d records, %v", len(records), err)
	}
	var rows []tableRow
	for _, fields := range records[1:] {
		row := tableRow{}
		for i, name := range records[0] {
			row[name] = fields[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func (a *account) jsonRows(text []byte) []tableRow {
	a.t.Helper()
	var rows []tableRow
	for line := range bytes.Lines(text) {
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		var values map[string]any
		if err := decoder.Decode(&values); err != nil {
			a.t.Fatalf("%.200s: %v", line, err)
		}
		row := tableRow{}
		for name, value := range values {
			if row[name] = fmt.Sprint(value); value == nil {
				row[name] = ""
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// cell compares a cell with a number that has to be the same, -1 for one that is not known.
func (a *account) cell(what string, row tableRow, name string, want int64) {
	a.t.Helper()
	text := ""
	if want >= 0 {
		text = strconv.FormatInt(want, 10)
	}
	same(a, what+name, row[name], text)
}

// timeCell compares a cell with a time.
func (a *account) timeCell(what string, row tableRow, name string, want float64) {
	a.t.Helper()
	near(a, what+name, number(a.t, row[name]), want, sixDecimals)
}

func (a *account) compareTables() {
	a.t.Helper()
	same(a, "rows of workers", len(a.tables.workers), len(a.last.Rows))
	same(a, "rows of tasks", len(a.tables.tasks), agreeTasks)
	for i, row := range a.tables.workers {
		a.compareWorkerRow(row, i)
	}
	for i, row := range a.tables.tasks {
		a.compareTaskRow(row, i)
	}
	a.compareRecorded()
	a.compareKept()
}

// compareWorkerRow compares a worker's row with the table of workers and with --json.
func (a *account) compareWorkerRow(row tableRow, i int) {
	a.t.Helper()
	r, what := a.last.Rows[i], "CSV of "+row["worker"]+": "
	end := a.line("worker_exited", row["worker"], -1)
	same(a, what+"worker", row["worker"], r.Worker)
	same(a, what+"exit", rowExit(row), r.Exit)
	same(a, what+"exit in --json", rowExit(row), saidExit(end))
	same(a, what+"state", row["state"], r.State)
	same(a, what+"cpu_exact", row["cpu_exact"], strconv.FormatBool(r.Exact))
	same(a, what+"max_rss_exact", row["max_rss_exact"], strconv.FormatBool(r.PeakExact))
	a.cell(what, row, "pid", int64(end.PID))
	a.cell(what, row, "slot", int64(r.Slot))
	a.cell(what, row, "tasks", int64(r.Tasks))
	a.cell(what, row, "max_rss_bytes", int64(end.MaxRSS))
	a.cell(what, row, "voluntary_switches", end.Voluntary)
	a.cell(what, row, "involuntary_switches", end.Forced)
	a.timeCell(what, row, "started_s", r.Started.Seconds())
	a.timeCell(what, row, "ended_s", r.Ended.Seconds())
	a.timeCell(what, row, "cpu_s", end.CPU)
}

// compareTaskRow compares a task's row with its bar and with --json.
func (a *account) compareTaskRow(row tableRow, n int) {
	a.t.Helper()
	what, end := fmt.Sprintf("CSV of task %d: ", n), a.line("task_finished", "", n)
	bar, _ := a.bar(n)
	task, _ := a.last.Tasks.Task(n)
	a.cell(what, row, "index", int64(n))
	same(a, what+"input", row["input"], string(task.Input))
	same(a, what+"state", row["state"], string(end.State))
	same(a, what+"worker", row["worker"], bar.Worker)
	same(a, what+"exit", rowExit(row), saidExit(end))
	a.cell(what, row, "pid", int64(end.PID))
	a.cell(what, row, "max_rss_bytes", int64(end.MaxRSS))
	a.cell(what, row, "attempt", int64(end.Attempt))
	a.timeCell(what, row, "from_s", task.Start.Seconds())
	a.timeCell(what, row, "to_s", bar.To)
	a.timeCell(what, row, "wall_s", end.Wall)
	a.timeCell(what, row, "cpu_s", end.CPU)
}

// rowExit is how a process ended in the words of the table of workers.
func rowExit(row tableRow) string {
	if row["exit_code"] != "" {
		return "exit " + row["exit_code"]
	}
	return row["signal"]
}

// compareRecorded compares the samples of --record with those of --json, one by one.
func (a *account) compareRecorded() {
	a.t.Helper()
	i := 0
	for _, line := range a.lines {
		for _, p := range line.Processes {
			if i == len(a.tables.recorded) {
				a.t.Fatalf("%d samples in --record, want more", i)
			}
			row, what := a.tables.recorded[i], fmt.Sprintf("--record, row %d: ", i)
			i++
			a.instant(what+"at_s", line, number(a.t, row["at_s"]))
			same(a, what+"worker", row["worker"], p.Worker)
			same(a, what+"state", row["state"], p.State)
			a.cell(what, row, "pid", int64(p.PID))
			a.cell(what, row, "rss_bytes", int64(p.RSS))
			a.cell(what, row, "threads", int64(p.Threads))
			a.cell(what, row, "pss_bytes", orUnknown(p.PSS))
			a.cell(what, row, "core", orUnknown(p.Core))
			same(a, what+"CPU is known", row["cpu_percent_of_core"] != "", p.CPU != nil)
			if p.CPU != nil {
				near(a, what+"CPU", number(a.t, row["cpu_percent_of_core"]), *p.CPU, 0)
			}
		}
	}
	same(a, "samples in --record", len(a.tables.recorded), i)
}

func orUnknown[T int | int64](n *T) int64 {
	if n == nil {
		return -1
	}
	return int64(*n)
}

// compareKept compares the samples that the window exports with those of --record: the
// run is too short for one to be thinned. A row of neither CPU nor memory is a gap.
//
// Of a slot the export finds out whose a sample is by the bars. Samples are timed from
// when the run's model was made, bars from when the pool began, a moment before, which
// under load was seen to be 40 ms: near the ends of a bar the name may be another's.
func (a *account) compareKept() {
	a.t.Helper()
	recorded, all, others := a.recordedReadings(), 0, 0
	for _, row := range a.tables.kept {
		if row["rss_bytes"] == "" && row["cpu_percent_of_core"] == "" {
			continue
		}
		all++
		key := readingOf(row)
		left := recorded[key]
		if len(left) == 0 {
			a.differ("exported sample %s: --record has none", key)
			continue
		}
		who := func(of tableRow) bool { return of["worker"] == row["worker"] && of["pid"] == row["pid"] }
		at := slices.IndexFunc(left, who)
		if at < 0 {
			at = 0
			others++
		}
		recorded[key] = slices.Delete(left, at, at+1)
	}
	for key, left := range recorded {
		same(a, "samples of --record that are not exported: "+key, len(left), 0)
	}
	if others > 0 && (!a.last.BySlot || 2*others > all) {
		a.differ("%d of %d exported samples are another worker's than in --record", others, all)
	}
}

// recordedReadings returns the samples of --record by what they say. A process without
// memory has ended and only waits to be reaped; one without a name was reaped while it
// was read. Those are no readings.
func (a *account) recordedReadings() map[string][]tableRow {
	recorded := map[string][]tableRow{}
	for _, row := range a.tables.recorded {
		if row["rss_bytes"] != "0" && row["worker"] != "" {
			recorded[readingOf(row)] = append(recorded[readingOf(row)], row)
		}
	}
	return recorded
}

func readingOf(row tableRow) string {
	return fmt.Sprintf("at %s s, %s %%, %s bytes", row["at_s"], row["cpu_percent_of_core"], row["rss_bytes"])
}
