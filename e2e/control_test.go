//go:build e2e && linux

package e2e

import (
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

const timeToStop = 8 * time.Second // the grace period and some more

// The tasks outlast the test, so a slot that comes brings a worker, and one that is
// taken away keeps its worker until its task ends.
func TestThePoolGrowsAtAKey(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			s.press(t, "ctrl+r")
			s.workers(t, planWorkers)
			// What the window has not heard of it does not change.
			s.listed(t, 1)
			s.press(t, "ctrl+Up", "ctrl+Up", "ctrl+Up") // faster than the window hears of the first
			grown := s.workers(t, planWorkers+3)
			s.save(t, "grown")
			s.press(t, "ctrl+period")
			gone(t, timeToStop, grown)
			s.workers(t, 0)
		})
	}
}

// row returns where the name of the n-th worker, from 1, stands in a window of
// 1280x800.
func row(window image.Rectangle, n int) image.Rectangle {
	const left, first, width, height = 380, 586, 90, 25
	corner := window.Min.Add(image.Pt(left, first+(n-1)*height))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(width, height-5))}
}

// part returns what a place on the screen shows.
func (s *session) part(t *testing.T, place image.Rectangle) *image.RGBA {
	t.Helper()
	return cut(s.whole(t), place)
}

// cut returns a place of a picture, by itself.
func cut(picture *image.RGBA, place image.Rectangle) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: place.Size()})
	draw.Draw(out, out.Bounds(), picture, place.Min, draw.Src)
	return out
}

// listed waits until the table has the n-th worker, from 1, and returns where its name
// stands.
func (s *session) listed(t *testing.T, n int) image.Rectangle {
	t.Helper()
	ctx := within(t, 15*time.Second)
	window, err := s.Resize(ctx, s.window, 1280, 800)
	must(t, err)
	name := row(window, n)
	must(t, desktop.Until(ctx, "the table has the worker", func() (bool, error) {
		return desktop.Colours(s.part(t, name)) > 2, nil
	}))
	return name
}

// choose clicks on the row of the n-th worker, from 1, beside its name, and returns
// when the name is bold.
func (s *session) choose(t *testing.T, n int) {
	t.Helper()
	name := s.listed(t, n)
	ctx := within(t, 15*time.Second)
	before := s.part(t, name)
	must(t, s.Click(ctx, name.Max.X+40, name.Min.Y+name.Dy()/2))
	must(t, desktop.Until(ctx, "the worker is selected", func() (bool, error) {
		return desktop.Changed(before, s.part(t, name)) > 0, nil
	}))
}

// named returns the living worker of a name.
func (s *session) named(t *testing.T, name string) (desktop.Process, bool) {
	t.Helper()
	all, err := desktop.Workers(s.program.PID)
	must(t, err)
	i := slices.IndexFunc(all, func(p desktop.Process) bool { return p.WorkerName() == name })
	if i < 0 {
		return desktop.Process{}, false
	}
	return all[i], true
}

func TestAKeyKillsTheSelectedWorkerOrItsTask(t *testing.T) {
	for name, bin := range programs(t) {
		for _, key := range []string{"ctrl+k", "ctrl+shift+k"} {
			t.Run(name+"/"+key, func(t *testing.T) {
				s := open(t, bin)
				s.painted(t)
				s.press(t, "ctrl+r")
				s.workers(t, planWorkers)
				s.choose(t, 2)
				s.press(t, key)
				must(t, desktop.Until(within(t, 10*time.Second), "Process-2 is replaced by Process-5", func() (bool, error) {
					_, old := s.named(t, "Process-2")
					_, heir := s.named(t, "Process-5")
					return !old && heir, nil
				}))
				s.workers(t, planWorkers)
				s.save(t, "killed")
				s.press(t, "ctrl+period")
				s.workers(t, 0)
			})
		}
	}
}

func TestAKeyStopsTheSelectedWorkerAndLetsItGoOn(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			s.press(t, "ctrl+r")
			s.workers(t, planWorkers)
			s.choose(t, 2)
			stopped := func(state byte) bool { return state == 'T' }
			s.toggle(t, "stopped", stopped)
			s.toggle(t, "going on", func(state byte) bool { return !stopped(state) })
			s.toggle(t, "stopped again", stopped)
			s.save(t, "frozen")
			s.press(t, "ctrl+period") // a stopped process hears SIGTERM only once it goes on
			s.workers(t, 0)
		})
	}
}

// toggle presses the key until Process-2 is as it should be: what the key does is
// named by the newest sample, which may still be of before the last press.
func (s *session) toggle(t *testing.T, what string, so func(state byte) bool) {
	t.Helper()
	pressed := time.Time{}
	must(t, desktop.Until(within(t, 10*time.Second), "Process-2 is "+what, func() (bool, error) {
		if p, ok := s.named(t, "Process-2"); ok && so(p.State) {
			return true, nil
		}
		if time.Since(pressed) > time.Second {
			s.press(t, "ctrl+t")
			pressed = time.Now()
		}
		return false, nil
	}))
}

const (
	tracePlan = `title = "Tasks that leave a trace"
[pool]
workers = 2
method = "imap_unordered"
[task]
kind = "python"
file = "trace.py"
function = "work"
[inputs]
repeat = 100000
`
	traceTask = `import time

def work(n):
    with open("trace", "a") as f:
        f.write(".")
    time.sleep(0.02)
`
)

// size returns the length of a file, 0 where there is none yet.
func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if os.IsNotExist(err) {
		return 0
	}
	must(t, err)
	return info.Size()
}

// Two workers leave about a hundred dots a second.
func TestNoTaskBeginsWhileTheyAreHeld(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			trace := filepath.Join(folder, "trace")
			must(t, os.WriteFile(filepath.Join(folder, "trace.py"), []byte(traceTask), 0o600))
			s := openPlan(t, bin, folder, tracePlan)
			s.painted(t)
			s.press(t, "ctrl+r")
			began := func(more int64) func() (bool, error) {
				before := size(t, trace)
				return func() (bool, error) { return size(t, trace) >= before+more, nil }
			}
			must(t, desktop.Until(within(t, 10*time.Second), "tasks run", began(20)))
			s.listed(t, 1)
			s.press(t, "ctrl+h")
			last, since := size(t, trace), time.Now()
			must(t, desktop.Until(within(t, 10*time.Second), "no task begins for a second", func() (bool, error) {
				if now := size(t, trace); now != last {
					last, since = now, time.Now()
				}
				return time.Since(since) > time.Second, nil
			}))
			s.save(t, "held")
			s.press(t, "ctrl+h")
			must(t, desktop.Until(within(t, 10*time.Second), "tasks are handed out", began(20)))
			s.press(t, "ctrl+period")
			s.workers(t, 0)
		})
	}
}
