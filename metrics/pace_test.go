package metrics

import (
	"slices"
	"testing"
	"time"
)

// slowFake is an Inspector of numbers made by hand.
type slowFake struct {
	*fake

	footprint  Footprint
	activity   Activity
	scheduling Scheduling
	footprints []int // PIDs, in the order asked for
	spent      time.Duration
	forbidden  error
}

func (f *slowFake) Footprint(pid int) (Footprint, error) {
	f.footprints = append(f.footprints, pid)
	f.spent += f.footprint.Cost
	return f.footprint, f.forbidden
}

func (f *slowFake) Activity(int) (Activity, error) {
	f.spent += f.activity.Cost
	return f.activity, f.forbidden
}

func (f *slowFake) Scheduling(int) (Scheduling, error) {
	f.spent += f.scheduling.Cost
	return f.scheduling, f.forbidden
}

func (f *slowFake) Threads(int) ([]ThreadCounters, error) { return nil, f.forbidden }

// crowd lets a fake have processes numbered from 1.
func crowd(f *fake, n int) []Process {
	all := make([]Process, n)
	for i := range all {
		all[i].PID = i + 1
		f.processes[i+1] = Counters{RSS: 100 << 20}
	}
	return all
}

func TestSlowReadingsTakeAtMostOnePercentOfACore(t *testing.T) {
	f := &slowFake{
		fake:      newFake(),
		footprint: Footprint{Cost: time.Millisecond}, activity: Activity{Cost: time.Millisecond}, scheduling: Scheduling{Cost: time.Millisecond},
	}
	all := crowd(f.fake, 100)
	s := NewSampler(f)
	const ticks = 1200
	for i := range ticks {
		for pid := range f.processes { // all of them change all the time
			f.processes[pid] = Counters{RSS: uint64(100+100*(i%2)) << 20}
		}
		s.Sample(at(time.Duration(i)*100*time.Millisecond), all)
	}
	if share := f.spent.Seconds() / (ticks * 0.1); share > 0.0105 {
		t.Errorf("slow readings took %.2f %% of a core, want at most 1", 100*share)
	}
	times := make([]int, len(all)+1)
	for _, pid := range f.footprints {
		if pid < len(times) { // its own process is among them
			times[pid]++
		}
	}
	if least, most := slices.Min(times[1:]), slices.Max(times); least < 3 || most > 2*least {
		t.Errorf("footprints of one process = %d to %d, want each about as often", least, most)
	}
}

func TestFootprintsGoRoundTheOldestFirst(t *testing.T) {
	f := &slowFake{fake: newFake(), footprint: Footprint{Cost: 10 * time.Millisecond}}
	all := crowd(f.fake, 4)
	s := NewSampler(f)
	for i := range 600 {
		s.Sample(at(time.Duration(i)*100*time.Millisecond), all)
	}
	// Its own process is among them, and cannot be read.
	last := f.footprints[len(f.footprints)-8:]
	if !slices.Equal(last[:4], last[4:]) {
		t.Errorf("order = %v, want each once before anybody again", last)
	}
	slices.Sort(last[:4])
	if !slices.Equal(last[:4], []int{1, 2, 3, 4}) {
		t.Errorf("order = %v, want all of them", f.footprints)
	}
}

func TestNewAndChangedProcessesAreMeasuredAtOnce(t *testing.T) {
	f := &slowFake{fake: newFake(), footprint: Footprint{PSS: 5, USS: 3, Cost: 50 * time.Microsecond}}
	all := crowd(f.fake, 3)
	s := NewSampler(f)
	steps := []struct {
		name string
		rss  uint64 // of process 2, in MiB
		want []int
	}{
		{"new", 100, []int{1, 2, 3}},
		{"as before", 100, nil},
		{"a fifth more", 120, nil},
		{"a quarter more", 126, []int{2}},
		{"a fifth less than that", 101, nil},
		{"a quarter less", 94, []int{2}},
	}
	for i, step := range steps {
		f.footprints = nil
		f.processes[2] = Counters{RSS: step.rss << 20}
		u := usageOf(t, s.Sample(at(time.Duration(i)*100*time.Millisecond), all), 2)
		if !slices.Equal(f.footprints, step.want) || u.PSS != 5 || u.USS != 3 {
			t.Errorf("%s: footprints of %v, want %v; PSS, USS = %d, %d, want 5, 3", step.name, f.footprints, step.want, u.PSS, u.USS)
		}
	}
}

func TestWhatIsNotReadIsUnknown(t *testing.T) {
	plain := newFake()
	crowd(plain, 1)
	refusing := &slowFake{fake: plain, forbidden: ErrGone}
	for name, src := range map[string]Source{"no inspector": plain, "gone meanwhile": refusing} {
		u := usageOf(t, NewSampler(src).Sample(at(0), []Process{{PID: 1}}), 1)
		want := Unread(1)
		if u.PSS != Unknown || u.USS != Unknown || u.PeakRSS != Unknown || u.ReadBytes != Unknown || u.StorageWritten != Unknown ||
			u.Descriptors != Unknown || u.Affinity != want.Affinity || !near(u.Migrations, want.Migrations) {
			t.Errorf("%s: usage = %+v, want unknown", name, u)
		}
	}
}

func TestLineKeepsItsOrderAndItsArray(t *testing.T) {
	var l line
	all := make([]reading, 10)
	for i := range all {
		l.push(&all[i])
	}
	size := cap(l.all)
	for turn := range 1000 {
		r := l.pop()
		if want := &all[turn%len(all)]; r != want {
			t.Fatalf("turn %d: another's", turn)
		}
		l.push(r)
	}
	if cap(l.all) > 4*size {
		t.Errorf("the array has grown from %d to %d", size, cap(l.all))
	}
}
