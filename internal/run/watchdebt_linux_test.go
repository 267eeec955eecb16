package run

import (
	"os/exec"
	"testing"
	"time"
)

func TestADebtIsPaidOneReadingLateAtTheLatest(t *testing.T) {
	const ms = time.Millisecond
	for what, c := range map[string]struct {
		fresh, waited []time.Duration // at each reading
		lost          time.Duration   // in the end
	}{
		"paid at once":              {[]time.Duration{300 * ms, 0, 0}, []time.Duration{300 * ms, 300 * ms, 300 * ms}, 0},
		"paid a reading later":      {[]time.Duration{300 * ms, 0, 0}, []time.Duration{0, 300 * ms, 300 * ms}, 0},
		"paid but for the steps":    {[]time.Duration{19 * ms, 19 * ms, 19 * ms}, []time.Duration{10 * ms, 20 * ms, 40 * ms}, 0},
		"never paid":                {[]time.Duration{300 * ms, 0, 0}, []time.Duration{0, 0, 0}, 300 * ms},
		"paid for one of two":       {[]time.Duration{600 * ms, 0, 0}, []time.Duration{300 * ms, 300 * ms, 300 * ms}, 300 * ms},
		"more than what was seen":   {[]time.Duration{10 * ms, 0, 0}, []time.Duration{500 * ms, 900 * ms, 900 * ms}, 0},
		"others were waited for":    {[]time.Duration{0, 300 * ms, 0}, []time.Duration{200 * ms, 500 * ms, 500 * ms}, 0},
		"one after the other, lost": {[]time.Duration{300 * ms, 300 * ms, 0}, []time.Duration{0, 0, 0}, 600 * ms},
	} {
		var d debt
		var lost time.Duration
		for i := range c.fresh {
			d.fresh += c.fresh[i]
			lost += d.pay(c.waited[i])
		}
		if lost != c.lost {
			t.Errorf("%s: lost %v, want %v", what, lost, c.lost)
		}
	}
}

// childless starts three children that each use 1 s, and waits for none.
const childless = `import os, signal, sys, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
sys.stdin.readline()
r, w = os.pipe()
for _ in range(3):
    if os.fork() == 0:
        while time.process_time() < 1:
            pass
        os._exit(0)
os.close(w)
os.read(r, 1)
print("over", flush=True)
sys.stdin.readline()
`

func TestTheTimeOfChildrenThatNobodyWaitsForIsKept(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	s := startStranger(t, "exec "+python+" -c '"+childless+"'")
	w := watchOf(t, s.Process.Pid)
	w.Read(time.Now())
	s.say(t)
	over := make(chan bool)
	go func() { over <- s.out.Scan() }()
	most, ticks := time.Duration(0), time.NewTicker(20*time.Millisecond)
	defer ticks.Stop()
	for ended := false; !ended; {
		select {
		case <-ticks.C:
			most = max(most, w.Read(time.Now()).Total.CPUTime)
		case <-over:
			ended = true
		}
	}
	for range 3 {
		g := w.Read(time.Now())
		most = max(most, g.Total.CPUTime)
		if g.Total.CPUTime < most-blur {
			t.Errorf("CPU time = %v, and was %v before", g.Total.CPUTime, most)
		}
	}
	if got := w.glance.Total.CPUTime; got < 2*time.Second || !w.vague {
		t.Errorf("CPU time = %v, vague %v; want about 3 s that nobody counts exactly", got, w.vague)
	}
}
