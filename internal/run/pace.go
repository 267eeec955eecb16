package run

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// pace is how fast tasks are done, for the time that is left.
type pace struct {
	running  map[int]time.Duration // start of each running task
	first    time.Duration         // start of the first task
	begun    bool
	finished int
	work     time.Duration // wall time of the tasks that are done together
	lost     time.Duration // wall time of the attempts that came to nothing

	slots    int           // tasks that ran when the last one had started
	latest   time.Duration // when that was
	busy     time.Duration // wall time of tasks until then
	capacity time.Duration // that of slots which always had one

	kept     []time.Duration // wall times of some of the tasks that are done
	seen     int             // of so many,
	seenWork time.Duration   // which took so long together
	random   *rand.PCG
}

// maxKept is how many wall times are kept, of more a random choice.
const maxKept = 256

func (p *pace) start(task int, at time.Duration) {
	if !p.begun {
		p.begun, p.first, p.latest, p.running = true, at, at, map[int]time.Duration{}
		p.random = rand.NewPCG(1, 1)
	}
	p.capacity += time.Duration(p.slots) * max(0, at-p.latest)
	p.running[task] = at
	p.slots, p.latest, p.busy = len(p.running), at, p.work+p.lost
	for _, began := range p.running {
		p.busy += max(0, at-began)
	}
}

// lose takes in an attempt that came to nothing: it says how busy the pool is, but
// not how long a task takes.
func (p *pace) lose(task int, wall time.Duration) {
	delete(p.running, task)
	p.lost += wall
}

func (p *pace) finish(r launcher.Result) {
	if r.State != launcher.Done {
		p.lose(r.Task, r.Wall)
		return
	}
	delete(p.running, r.Task)
	p.finished++
	p.work += r.Wall
	p.keep(r.Wall)
}

// keep keeps a wall time, each of all with the same probability (Vitter's algorithm R).
func (p *pace) keep(wall time.Duration) {
	p.seen++
	p.seenWork += wall
	if len(p.kept) < maxKept {
		p.kept = append(p.kept, wall)
		return
	}
	if at := p.random.Uint64() % uint64(p.seen); at < maxKept {
		p.kept[at] = wall
	}
}

// farAway is a time that nobody waits for, in nanoseconds.
const farAway = float64(100 * 365 * 24 * time.Hour)

// left estimates the time until all tasks are done; -1 while there is nothing
// to go by: no task is done, or the total is not known. The tasks that are queued are
// taken to last as those that ran, of which the short ones ended first: those that
// still run count as well (see lengths). What the slots lose between tasks, they go on to
// lose. Since the last tasks do not end together, the end is played through a few times.
func (p *pace) left(now time.Duration, c Counts) time.Duration {
	if c.Total < 0 || p.finished == 0 || c.Queued+c.Running == 0 || now <= p.first {
		return -1
	}
	ages := make([]float64, 0, len(p.running))
	for _, at := range p.running {
		ages = append(ages, max(0, float64(now-at)))
	}
	slices.Sort(ages)
	left := newForecast(p.lengths(ages), ages, max(1, p.slots, len(ages)), p.stretch(now)).left(c.Queued)
	if !(left < farAway) {
		return -1
	}
	return time.Duration(left)
}

// stretch is how many times as long as its task a slot takes until it is ready for
// another, from what it was since the first until the latest start; at least 1.
func (p *pace) stretch(now time.Duration) float64 {
	busy, capacity := p.busy, p.capacity
	if capacity <= 0 || busy <= 0 {
		busy, capacity = p.work+p.lost, max(now-p.first, p.work+p.lost)
	}
	return max(1, float64(capacity)/max(1, float64(busy)))
}

// length is a wall time in nanoseconds that tasks have, with a probability.
type length struct{ wall, share float64 }

// lengths is the distribution of wall times, sorted. A task that runs tells that it
// is longer than its age: its share goes to those that were longer (the estimate
// of Kaplan and Meier, J. Am. Stat. Assoc. 53, 1958). What is longer than all goes on for
// as long as the others differ. Ages are sorted.
func (p *pace) lengths(ages []float64) []length {
	all := p.ended()
	slices.SortFunc(all, func(a, b length) int { return cmp.Compare(a.wall, b.wall) })
	atRisk, alive, next := float64(len(ages)), 1.0, 0
	for _, l := range all {
		atRisk += l.share
	}
	for i, l := range all {
		for next < len(ages) && ages[next] < l.wall {
			atRisk--
			next++
		}
		share := alive * l.share / atRisk
		atRisk -= l.share
		alive -= share
		all[i].share = share
	}
	if alive > 1e-9 && len(ages) > 0 {
		longest := max(ages[len(ages)-1], all[len(all)-1].wall)
		all = append(all, length{longest + lateness(all), alive})
	}
	return all
}

// ended returns the wall times of the tasks that are done, and how many had each: those
// that were kept stand for all that were seen, and the rest had their mean.
func (p *pace) ended() []length {
	all := make([]length, 0, len(p.kept)+len(p.running)+2)
	for _, wall := range p.kept {
		all = append(all, length{float64(wall), float64(p.seen) / float64(len(p.kept))})
	}
	if rest := p.finished - p.seen; rest > 0 {
		all = append(all, length{float64(p.work-p.seenWork) / float64(rest), float64(rest)})
	}
	return all
}

// lateness is how long a task will go on that is longer than all that ended: their
// standard deviation, and at least a part of their mean.
func lateness(all []length) float64 {
	var n, sum, squares float64
	for _, l := range all {
		n, sum, squares = n+l.share, sum+l.share*l.wall, squares+l.share*l.wall*l.wall
	}
	mean := sum / max(n, 1e-9)
	return max(math.Sqrt(max(0, squares/max(n, 1e-9)-mean*mean)), mean/20)
}

// forecast plays the end of a run. Times are nanoseconds.
type forecast struct {
	lengths []length
	below   []float64 // the shares of the lengths before each, and of all
	ages    []float64 // of the tasks that run
	slots   int
	stretch float64
}

func newForecast(lengths []length, ages []float64, slots int, stretch float64) forecast {
	below := make([]float64, len(lengths)+1)
	for i, l := range lengths {
		below[i+1] = below[i] + l.share
	}
	return forecast{lengths, below, ages, slots, stretch}
}

// rounds is how many tasks a slot is played through with at the end; with those before,
// all slots are busy.
const rounds = 3

// left returns the mean of several courses.
func (f forecast) left(queued int) float64 {
	played := min(queued, rounds*f.slots)
	mean := 0.0
	for _, l := range f.lengths {
		mean += l.wall * l.share
	}
	mean /= f.below[len(f.lengths)]
	before := float64(queued-played) * mean * f.stretch / float64(f.slots)
	random := rand.New(rand.NewPCG(1, 1)) // always the same, lest the estimate flickers
	times := min(32, max(8, 4096/f.slots))
	sum := 0.0
	for range times {
		sum += f.play(played, random)
	}
	return before + sum/float64(times)
}

// play returns when the last of the running and the queued tasks ends, in one course that
// the run may take.
func (f forecast) play(queued int, random *rand.Rand) float64 {
	free := make([]float64, f.slots)
	for i, age := range f.ages {
		free[i] = max(0, f.draw(age, random)-age)
	}
	for range queued {
		at := 0
		for i, t := range free {
			if t < free[at] {
				at = i
			}
		}
		free[at] += f.draw(0, random) * f.stretch
	}
	return slices.Max(free)
}

// draw returns the length of a task that is longer than an age.
func (f forecast) draw(age float64, random *rand.Rand) float64 {
	last := len(f.lengths) - 1
	if age > f.lengths[last].wall {
		return age + lateness(f.lengths)
	}
	from := 0
	if age > 0 {
		from, _ = slices.BinarySearchFunc(f.lengths, age, func(l length, age float64) int { return cmp.Compare(l.wall, age) })
	}
	x := f.below[from] + random.Float64()*(f.below[last+1]-f.below[from])
	at, _ := slices.BinarySearch(f.below[1:], x)
	return f.lengths[min(at, last)].wall
}
