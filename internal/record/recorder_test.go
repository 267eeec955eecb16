package record

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func create(t *testing.T, name string) (*Recorder, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	r, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	return r, path
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func sampled(at time.Duration, usages ...metrics.Usage) run.Sampled {
	return run.Sampled{At: at, Sample: metrics.Sample{Processes: usages}, Workers: map[int]string{41: "Process-1"}}
}

func TestSamplesAreATable(t *testing.T) {
	r, path := create(t, "run.csv")
	first := metrics.Unread(41)
	first.RSS, first.Threads, first.State = 4096, 2, "running"
	r.Sampled(sampled(100*ms, first))
	r.Sampled(sampled(200*ms, metrics.Usage{PID: 41, CPU: 0.98765, RSS: 8192, PSS: 1024, Threads: 2, Core: 1, State: "sleeping"}))
	r.Line([]byte("{}"))
	r.Lines([]byte("{}\n"))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	want := "at_s,pid,worker,cpu_percent_of_core,rss_bytes,pss_bytes,threads,core,state\r\n" +
		"0.100000,41,Process-1,,4096,,2,,running\r\n" +
		"0.200000,41,Process-1,98.77,8192,1024,2,1,sleeping\r\n"
	if got := content(t, path); got != want {
		t.Errorf("table:\n got %s\nwant %s", got, want)
	}
}

func TestWatchedProcessesAreInTheTableToo(t *testing.T) {
	r, path := create(t, "watch.csv")
	g := &run.Glance{At: 50 * ms, Now: []*run.Watched{
		{Member: metrics.Member{Process: metrics.Process{PID: 7}, Name: "=cmd\xff"}, Usage: &metrics.Usage{PID: 7, CPU: math.NaN(), RSS: 1, PSS: -1, Threads: 1, Core: -1}},
		{Member: metrics.Member{Process: metrics.Process{PID: 8}, Name: "hidden"}},
	}}
	r.Glance(g)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(content(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"0.050000", "7", `\x3dcmd\xff`, "", "1", "", "1", "", ""},
		{"0.050000", "8", "hidden", "", "", "", "", "", ""},
	}
	compare(t, rows[1:], want)
}

func TestLinesAreWrittenWhenASampleComes(t *testing.T) {
	r, path := create(t, "run.jsonl")
	r.Line([]byte(`{"n":1}`))
	r.Lines([]byte("{\"n\":2}\n{\"n\":3}\n"))
	if got := content(t, path); got != "" {
		t.Errorf("before a sample the file has %q, want nothing", got)
	}
	r.Sampled(sampled(ms))
	const want = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"
	if got := content(t, path); got != want {
		t.Errorf("file = %q, want %q", got, want)
	}
	if err := r.Close(); err != nil || content(t, path) != want {
		t.Errorf("after Close: %v, file = %q, want %q", err, content(t, path), want)
	}
}

func TestManyLinesDoNotWait(t *testing.T) {
	r, path := create(t, "run.jsonl")
	defer r.Abandon()
	line := []byte(strings.Repeat("a", 1000))
	for range 100 {
		r.Line(line)
	}
	text := content(t, path)
	if len(text) < flushAt || len(text)%(len(line)+1) != 0 {
		t.Errorf("file has %d bytes, want at least %d, of whole lines", len(text), flushAt)
	}
}

func TestRecordIsForItsUserAloneAndReplacesNothing(t *testing.T) {
	r, path := create(t, "run.csv")
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, %v, want 0600", info.Mode(), err)
	}
	dir := filepath.Dir(path)
	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink(filepath.Join(dir, "nothing"), link); err != nil {
		t.Skip("no links here")
	}
	for _, taken := range []string{path, link, dir} {
		if _, err := Create(taken); err == nil || !strings.Contains(err.Error(), taken+" is there already: name a new file") {
			t.Errorf("create %s: %v, want that it is there already", filepath.Base(taken), err)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "nothing")); err == nil {
		t.Error("a file was made behind a link")
	}
	if _, err := Create(filepath.Join(dir, "no", "run.csv")); err == nil || !strings.Contains(err.Error(), "begin the record") {
		t.Errorf("create in a folder that is not there: %v, want that it says so", err)
	}
}

func TestAbandonedRecordIsNotThere(t *testing.T) {
	r, path := create(t, "run.csv")
	r.Abandon()
	if _, err := os.Lstat(path); err == nil {
		t.Error("the file is there, want none")
	}
	if err := r.Close(); err != nil {
		t.Errorf("Close after Abandon = %v, want nil", err)
	}
}

func TestRecorderThatIsNotThereTakesEverything(t *testing.T) {
	var r *Recorder
	r.Line([]byte("a"))
	r.Lines([]byte("a\n"))
	r.Sampled(run.Sampled{})
	r.Glance(&run.Glance{})
	r.Flush()
	r.Abandon()
	if r.TakesLines() || r.Err() != nil || r.Close() != nil {
		t.Error("a recorder that is none takes lines or has an error")
	}
}
