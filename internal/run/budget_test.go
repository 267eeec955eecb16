package run

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/metrics"
)

// spender has a Budget sample what costs the same each time, and a part that is
// there anyway.
type spender struct {
	budget   *Budget
	at, used time.Duration
	said     []string
	changes  int
}

func newSpender(share float64, every time.Duration) *spender {
	s := &spender{budget: NewBudget(share, every)}
	s.budget.Spend(0, 0)
	return s
}

// spend lets time pass in which each reading costs so much, and each second too.
func (s *spender) spend(d time.Duration, reading, second func() time.Duration) {
	for end := s.at + d; s.at < end; {
		every := s.budget.Every()
		s.at += every
		s.used += reading() + time.Duration(every.Seconds()*float64(second()))
		if said := s.budget.Spend(s.at, s.used); said != "" {
			s.said = append(s.said, said)
		}
		if s.budget.Every() != every {
			s.changes++
		}
	}
}

func always(d time.Duration) func() time.Duration { return func() time.Duration { return d } }

func TestCostBelowTheBudgetChangesNothing(t *testing.T) {
	s := newSpender(0.03, 100*time.Millisecond)
	s.spend(time.Hour, always(2900*time.Microsecond), always(0))
	if s.changes != 0 || len(s.said) != 0 || s.budget.Every() != 100*time.Millisecond {
		t.Errorf("%d changes, said %q, every %v, want none, nothing, 100ms", s.changes, s.said, s.budget.Every())
	}
}

func TestReadingsThatCostTooMuchComeMoreSlowly(t *testing.T) {
	for _, c := range []struct {
		name            string
		reading, second time.Duration
		every, want     time.Duration
	}{
		{"a little over", 3100 * time.Microsecond, 0, 100 * time.Millisecond, 200 * time.Millisecond},
		{"four times", 12 * time.Millisecond, 0, 100 * time.Millisecond, 400 * time.Millisecond},
		{"with a part that stays", 4 * time.Millisecond, 15 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond},
		{"a second apart", 90 * time.Millisecond, 0, time.Second, 3 * time.Second},
		{"whatever is done", time.Millisecond, 100 * time.Millisecond, 100 * time.Millisecond, slowest},
		{"slower than the slowest", time.Second, 0, 10 * time.Second, 10 * time.Second},
	} {
		s := newSpender(0.03, c.every)
		s.spend(10*time.Minute, always(c.reading), always(c.second))
		if got := s.budget.Every(); got != c.want {
			t.Errorf("%s: every %v, want %v", c.name, got, c.want)
		}
		if len(s.said) != s.changes || s.changes > 8 {
			t.Errorf("%s: %d changes, %d sentences, want as many and few", c.name, s.changes, len(s.said))
		}
	}
}

func TestBudgetSaysWhatItCostAndWhatIsDone(t *testing.T) {
	s := newSpender(0.03, 100*time.Millisecond)
	s.spend(time.Minute, always(12*time.Millisecond), always(0))
	want := "Poolscope took 12.0 % of a core for 3s, its budget is 3.0 %: it reads every 400ms now, not every 100ms"
	if len(s.said) != 1 || s.said[0] != want {
		t.Fatalf("said %q, want %q", s.said, want)
	}
	s.spend(10*time.Second, always(time.Millisecond), always(0))
	if len(s.said) != 1 {
		t.Errorf("said %q after ten seconds, want nothing more yet", s.said[1:])
	}
	s.spend(time.Minute, always(time.Millisecond), always(0))
	want = "Poolscope took 0.2 % of a core for 3s, its budget is 3.0 %: it reads every 100ms again"
	if len(s.said) != 2 || s.said[1] != want || s.budget.Every() != 100*time.Millisecond {
		t.Errorf("said %q, every %v, want %q and 100ms", s.said, s.budget.Every(), want)
	}
}

func TestCostOfTheStartIsNoReason(t *testing.T) {
	s := newSpender(0.03, 100*time.Millisecond)
	s.spend(2500*time.Millisecond, always(40*time.Millisecond), always(0))
	s.spend(time.Minute, always(time.Millisecond), always(0))
	if s.changes != 0 {
		t.Errorf("%d changes after a start that cost 40 %%, want none", s.changes)
	}
}

// A cost that scatters about the budget must not make the interval go to and fro.
func TestIntervalDoesNotGoToAndFro(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		s := newSpender(0.03, 100*time.Millisecond)
		scattered := func() time.Duration { return time.Duration((0.5 + random.Float64()) * 3e6) }
		s.spend(time.Hour, scattered, always(0))
		if s.changes > 1 {
			t.Errorf("seed %d: %d changes in an hour, want one at the most", seed, s.changes)
		}
	}
}

func TestNoBudgetIsNoBound(t *testing.T) {
	s := newSpender(0, 100*time.Millisecond)
	s.spend(time.Minute, always(90*time.Millisecond), always(0))
	if s.changes != 0 {
		t.Errorf("%d changes without a budget, want none", s.changes)
	}
}

// dear is a source in which this process has used more with each reading.
type dear struct {
	cost time.Duration
	used time.Duration
}

func (d *dear) Read(int) (metrics.Counters, error) {
	d.used += d.cost
	return metrics.Counters{CPU: d.used, Threads: 1}, nil
}

func (*dear) Forget(int) {}

func (*dear) Cores() ([]metrics.CoreTimes, error) { return nil, nil }

func TestWatchThatCostsTooMuchSlowsDownAndSaysSo(t *testing.T) {
	tree := metrics.NewTree()
	defer tree.Close()
	began := time.Now()
	w := NewWatch(tree, &dear{cost: 9 * time.Millisecond}, began)
	w.SetBudget(NewBudget(0.03, 100*time.Millisecond))
	said, at := "", began
	for at.Before(began.Add(20 * time.Second)) {
		g := w.Read(at)
		if said += g.Notice; g.Every <= 0 {
			t.Fatalf("every %v at %v, want an interval", g.Every, g.At)
		}
		at = at.Add(g.Every)
	}
	if got := w.Read(at).Every; got != 300*time.Millisecond || strings.Count(said, "Poolscope took") != 1 {
		t.Errorf("every %v and said %q, want 300ms, said once", got, said)
	}
}

func TestReadingsThatWereMissedAreCounted(t *testing.T) {
	tree := metrics.NewTree()
	defer tree.Close()
	began := time.Now()
	w := NewWatch(tree, &dear{}, began)
	w.SetBudget(NewBudget(0.03, 100*time.Millisecond))
	for _, at := range []float64{0, 0.1, 0.205, 0.3, 0.62, 0.7, 0.75, 1.75} { // by two, and by nine
		w.Read(began.Add(time.Duration(math.Round(at * 1e9))))
	}
	if got := w.glance.Missed; got != 11 {
		t.Errorf("missed %d, want 11", got)
	}
}
