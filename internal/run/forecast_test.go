package run

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// simulated is a run of tasks whose wall times are drawn beforehand.
type simulated struct {
	walls []time.Duration
	slots int
}

// moment is what a pace says at an instant of a simulated run.
type moment struct{ at, left time.Duration }

// play runs the tasks, asks for the time left at instants that are evenly spread from when
// a quarter of them had ended, and returns when the last ended.
func (s simulated) play(instants int) (moments []moment, end time.Duration) {
	quarter, end := s.ends()
	var p pace
	began := make([]time.Duration, s.slots)
	running := make([]int, s.slots) // task in each slot, -1 for none
	next, ended := 0, 0
	begin := func(slot int, at time.Duration) {
		if running[slot] = -1; next < len(s.walls) {
			running[slot], began[slot] = next, at
			p.start(next, at)
			next++
		}
	}
	for slot := range s.slots {
		begin(slot, 0)
	}
	asked := 0
	for {
		slot, at := s.nextEnd(running, began)
		for ; asked < instants; asked++ {
			now := quarter + (end-quarter)*time.Duration(asked)/time.Duration(instants)
			if slot >= 0 && now >= at {
				break
			}
			c := Counts{Total: len(s.walls), Queued: len(s.walls) - next, Running: next - ended, Done: ended}
			moments = append(moments, moment{now, p.left(now, c)})
		}
		if slot < 0 {
			return moments, end
		}
		p.finish(launcher.Result{Task: running[slot], State: launcher.Done, Wall: s.walls[running[slot]]})
		ended++
		begin(slot, at)
	}
}

// nextEnd returns the slot whose task ends next, -1 for none.
func (s simulated) nextEnd(running []int, began []time.Duration) (slot int, at time.Duration) {
	slot = -1
	for i, task := range running {
		if task >= 0 && (slot < 0 || began[i]+s.walls[task] < at) {
			slot, at = i, began[i]+s.walls[task]
		}
	}
	return slot, at
}

// ends returns when a quarter of the tasks had ended, and all.
func (s simulated) ends() (quarter, end time.Duration) {
	free := make([]time.Duration, s.slots)
	var all []time.Duration
	for _, wall := range s.walls {
		at := 0
		for i := range free {
			if free[i] < free[at] {
				at = i
			}
		}
		free[at] += wall
		all = append(all, free[at])
	}
	for _, at := range all {
		end = max(end, at)
	}
	quarter = end
	for _, at := range all {
		n := 0
		for _, other := range all {
			if other <= at {
				n++
			}
		}
		if 4*n >= len(all) {
			quarter = min(quarter, at)
		}
	}
	return quarter, end
}

// TestTimeLeftIsRightFromAQuarterOn plays runs and compares what was estimated from when a
// quarter of the tasks had ended with what became of it: the whole time of the run within
// 30 %. How often the time left itself is that near is told besides: it cannot be told
// better where the lengths of the last tasks are random. Of one with an exponential
// length, no estimate is within 30 % more often than three times in ten.
func TestTimeLeftIsRightFromAQuarterOn(t *testing.T) {
	kinds := []struct {
		name  string
		wall  func(r *rand.Rand) float64
		least float64 // share of the instants, in percent
	}{
		{"constant", func(*rand.Rand) float64 { return 1 }, 95},
		{"uniform", func(r *rand.Rand) float64 { return 0.5 + r.Float64() }, 95},
		{"uniform from 0", func(r *rand.Rand) float64 { return 2 * r.Float64() }, 95},
		{"exponential", func(r *rand.Rand) float64 { return r.ExpFloat64() }, 95},
		{"two classes", func(r *rand.Rand) float64 {
			if r.IntN(10) == 0 {
				return 10
			}
			return 1
		}, 80},
	}
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			var whole, left score
			for _, slots := range []int{2, 4, 8, 16} {
				for _, tasks := range []int{40, 100, 400, 2000} {
					var w, l score
					for round := range 30 {
						r := rand.New(rand.NewPCG(uint64(round), uint64(tasks)))
						s := simulated{slots: slots}
						for range tasks {
							s.walls = append(s.walls, time.Duration(kind.wall(r)*float64(time.Second)))
						}
						moments, end := s.play(20)
						for _, m := range moments {
							w.add(m.left, m.at, end, end)
							l.add(m.left, m.at, end, end-m.at)
						}
					}
					whole.n, whole.good = whole.n+w.n, whole.good+w.good
					left.n, left.good = left.n+l.n, left.good+l.good
				}
			}
			t.Logf("within 30 %% of the whole time at %.1f %% of the instants, of the time left at %.1f %%", whole.percent(), left.percent())
			if whole.percent() < kind.least {
				t.Errorf("right at %.1f %% of the instants, want %v %%", whole.percent(), kind.least)
			}
		})
	}
}

// score counts instants and those at which the estimate was within 30 % of something.
type score struct{ n, good int }

func (s *score) add(left, at, end, of time.Duration) {
	s.n++
	if left >= 0 && math.Abs(float64(left-(end-at))) <= 0.3*float64(of) {
		s.good++
	}
}

func (s *score) percent() float64 { return 100 * float64(s.good) / float64(max(1, s.n)) }
