package gui

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	_ "github.com/poolscope/poolscope/gui/lend" // Fyne logs an error under LANG=C.UTF-8 without it
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// fakeSession is a run by hand.
type fakeSession struct {
	snapshots chan *run.Snapshot
	stops     atomic.Int32
	asked     chan string // what was asked of the pool and its workers
	refusal   error       // of all that is asked
}

func (s *fakeSession) Snapshots() <-chan *run.Snapshot { return s.snapshots }

func (s *fakeSession) Stop() { s.stops.Add(1) }

// stage is a window on the software driver, with its runs by hand. What the
// pump posts waits until the test, which is Fyne's goroutine, plays it.
type stage struct {
	t        *testing.T
	w        *Window
	posts    chan func()
	started  []plan.Plan
	sessions []*fakeSession
	err      error // of the next start
	refusal  error // of all that is asked of the next session's pool
	closed   bool
}

func newStage(t *testing.T, size fyne.Size) *stage {
	t.Helper()
	return newStageWith(t, size, func(*Options) {})
}

// newStageWith is newStage with some of the options changed.
func newStageWith(t *testing.T, size fyne.Size, change func(*Options)) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	s := &stage{t: t, posts: make(chan func(), 1)}
	options := Options{Start: s.start, Version: "test", Post: func(f func()) { s.posts <- f }}
	change(&options)
	app.Settings().SetTheme(newTheme(asDesktop)) // a window that stands would all be measured again
	s.w = New(app, options)
	s.w.form.tasks.patience = time.Minute // what is found out later would be posted among frames
	if s.w.look != asDesktop {
		s.w.ApplyTheme()
	}
	s.w.win.SetOnClosed(func() { s.closed = true })
	s.w.Show()
	s.resize(size)
	return s
}

// resize lays the window out twice, as the driver does: wrapped text knows its
// height only once it has its width.
func (s *stage) resize(size fyne.Size) {
	s.w.win.Resize(size.SubtractWidthHeight(1, 1))
	s.w.win.Resize(size)
}

func (s *stage) start(p plan.Plan) (Session, error) {
	if s.err != nil {
		return nil, s.err
	}
	s.started = append(s.started, p)
	session := &fakeSession{snapshots: make(chan *run.Snapshot, 1), asked: make(chan string, 16), refusal: s.refusal}
	s.sessions = append(s.sessions, session)
	return session, nil
}

// play runs what was posted next.
func (s *stage) play() {
	s.t.Helper()
	select {
	case f := <-s.posts:
		f()
	case <-time.After(5 * time.Second):
		s.t.Fatal("nothing was posted in 5 s")
	}
}

// send hands the window a snapshot through the pump.
func (s *stage) send(snap *run.Snapshot) {
	s.t.Helper()
	s.sessions[len(s.sessions)-1].snapshots <- snap
	s.play()
}

// end closes the run's snapshots, as run does when the last process was reaped.
func (s *stage) end() {
	s.t.Helper()
	close(s.sessions[len(s.sessions)-1].snapshots)
	s.play()
}

// snapshot makes a run of four workers on uneven tasks, at an instant.
func snapshot(at float64) *run.Snapshot {
	p := plan.Default()
	p.Title = "Uneven tasks"
	p.Pool.Workers = 4
	s := &run.Snapshot{
		Plan: p, Workers: 4, Chunk: 1, Phase: run.Going, Elapsed: seconds(at), ETA: 95 * time.Second,
		SelfCPU: 0.031, SelfRSS: 85 << 20, Started: 4, PeakRSS: 61 << 20,
		Slots: 4, StopAsked: -1, Grace: launcher.DefaultGrace, OnDeath: launcher.DeathFails,
	}
	s.Counts = run.Counts{Total: 200, Queued: 159, Running: 4, Done: 35, Failed: 1, Killed: 1}
	for n := 1; n <= 4; n++ {
		s.Rows = append(s.Rows, row(n, at))
		s.Lanes = append(s.Lanes, lane(n, at))
	}
	s.Rows[2].Alive, s.Rows[2].State, s.Rows[2].Exit = false, "ended", "SIGKILL"
	s.Rows[2].Exact, s.Rows[2].PeakExact, s.Rows[2].CPUTime, s.Rows[2].PeakRSS = true, true, 4321*time.Millisecond, 15<<20
	s.Rows[3].Usage.CPU, s.Rows[3].Usage.Voluntary = math.NaN(), math.NaN()
	s.PoolCPU = run.Series{T: []float64{at}, V: []float64{1.934}}
	for c := range 2 {
		core, who := run.Series{}, run.WhoSeries{}
		for t := 0.1; t < at; t += 0.1 {
			core.T, core.V = append(core.T, t), append(core.V, 0.8+0.2*math.Sin(t*float64(c+1)))
			who.T, who.Who = append(who.T, t), append(who.Who, 1+(int(t)+c)%4)
		}
		s.Cores, s.CoreWho = append(s.Cores, core), append(s.CoreWho, who)
	}
	exit := 3
	s.Failures = []launcher.Result{
		{Task: 7, Worker: "Process-2", PID: 4712, State: launcher.Failed, Input: []byte(`"a\u001b[31m.png"`), Err: "the function returned an error: bad \x1b[31minput", ExitCode: &exit, At: 3 * time.Second, Wall: time.Second, CPU: 900 * time.Millisecond, MaxRSS: 12 << 20, Attempt: 1},
		{Task: 12, Worker: "Process-3", PID: 4713, State: launcher.Killed, Input: []byte("300000"), Err: "its worker was ended by SIGKILL", Signal: "SIGKILL", At: 5 * time.Second, Wall: 2 * time.Second, CPU: 2 * time.Second, MaxRSS: 15 << 20, Attempt: 2},
	}
	s.Output = run.Output{Dropped: 1234, Lines: []run.OutputLine{
		{At: 0.2, Task: 0, Worker: "Process-1", Number: 1, Kind: run.FromStdout, Text: "Process Process-1: 1"},
		{At: 0.31, Task: 1, Worker: "Process-2", Number: 2, Kind: run.FromStderr, Text: "warning: \x1b[31mred\x1b[0m \xff and \u202e reversed"},
		{At: 0.4, Task: 0, Worker: "Process-1", Number: 1, Kind: run.FromResult, Text: "9592"},
		{At: 5, Task: 12, Worker: "Process-3", Number: 3, Kind: run.FromNote, Text: "task 12 killed: Process-3 was ended by SIGKILL"},
		{At: 5.1, Task: 13, Worker: "Process-4", Number: 4, Kind: run.FromStdout, Text: strings.Repeat("a long line that does not end ", 20)},
	}}
	return s
}

func seconds(v float64) time.Duration { return time.Duration(v * float64(time.Second)) }

func row(n int, at float64) run.Row {
	r := run.Row{
		Worker: "Process-" + string(rune('0'+n)), Number: n, Slot: n, PID: 4710 + n, Alive: true, State: "running",
		Tasks: 8 + n, Current: 30 + n, CPUTime: seconds(at / 2), PeakRSS: uint64(10+n) << 20, Usage: metrics.Unread(4710 + n),
	}
	r.Usage.Core, r.Usage.CPU, r.Usage.RSS, r.Usage.Threads = n%2, 0.4+0.1*float64(n), uint64(9+n)<<20, 5
	r.Usage.Voluntary, r.Usage.Involuntary, r.Usage.PSS, r.Usage.Processes = 2.2, 1, int64(6+n)<<20, n
	for t := 0.1; t < at; t += 0.1 {
		r.CPUSeries.T = append(r.CPUSeries.T, t)
		r.CPUSeries.V = append(r.CPUSeries.V, 0.5+0.1*float64(n)+0.05*math.Sin(t*float64(n)))
		r.RSSSeries.T = append(r.RSSSeries.T, t)
		r.RSSSeries.V = append(r.RSSSeries.V, float64(uint64(9+n)<<20)*(1+t/100))
	}
	return r
}

func lane(n int, at float64) run.Lane {
	name := "Process-" + string(rune('0'+n))
	l := run.Lane{Slot: n, Thread: 1, Worker: name, Number: n}
	step := 0.3 * float64(n)
	for i, t := 0, 0.0; t+step < at; i, t = i+1, t+step {
		state := launcher.Done
		if i == 4 {
			state = launcher.Failed
		}
		if i == 6 {
			state = launcher.Killed
		}
		l.Bars = append(l.Bars, run.Bar{Task: i, From: t, To: t + step*0.95, State: state, Worker: name, Number: n})
	}
	l.Now = &run.Bar{Task: 40 + n, From: at - 0.2, To: at, State: launcher.Running, Worker: name, Number: n}
	return l
}

// capture writes what the window shows, where POOLSCOPE_CAPTURES names a folder.
func (s *stage) capture(name string) {
	s.t.Helper()
	dir := os.Getenv("POOLSCOPE_CAPTURES")
	if dir == "" {
		return
	}
	if err := writePNG(filepath.Join(dir, name+".png"), s.w.win.Canvas().Capture()); err != nil {
		s.t.Fatal(err)
	}
}
