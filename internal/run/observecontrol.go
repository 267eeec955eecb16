package run

import (
	"errors"
	"fmt"
	"os"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// errUnobserved says that nothing can be done to a process any more.
var errUnobserved = errors.New("it is not observed any more")

// deed is what somebody does to a process by hand.
type deed struct {
	verb, past string
	act        func(metrics.Member) error // nil where the system has none for it
}

// KillProcess ends the process of a row at once (SIGKILL), whosever child it is. An
// error says why that was not done. A stranger is never hit: where the system has
// descriptors of processes the signal goes through one, after the process was seen to
// be the row's (proc.Process.Signal). It leaves a Marker.
func (o *Observation) KillProcess(number int) error {
	return o.act(number, deed{"kill", "killed", o.signalling(os.Kill)})
}

// StopProcess has the process of a row stand still (SIGSTOP), as KillProcess does it.
func (o *Observation) StopProcess(number int) error {
	return o.act(number, deed{"stop", "stopped", o.signalling(stopSignal())})
}

// ContinueProcess lets the process of a row that was stopped go on (SIGCONT), as
// KillProcess does it.
func (o *Observation) ContinueProcess(number int) error {
	return o.act(number, deed{"continue", "continued", o.signalling(continueSignal())})
}

// NiceProcess sets how nice the process of a row is, launcher.LeastNice to
// launcher.MostNice: each of its threads, and what it starts from then on. It leaves a
// Marker. The process is seen to be the row's right before; see proc.Process.SetNice.
func (o *Observation) NiceProcess(number, nice int) error {
	return o.act(number, deed{"set the niceness of", niceText(nice), nicing(nice)})
}

// PinProcess lets the process of a row run on some cores alone, as NiceProcess does it;
// none is all that launcher.AllowedCores returns.
func (o *Observation) PinProcess(number int, cores []int) error {
	told, allowed := cores, launcher.AllowedCores()
	if len(cores) == 0 {
		cores = allowed
	}
	if len(cores) == len(allowed) {
		told = nil
	}
	return o.act(number, deed{"pin", pinText(told), pinning(cores)})
}

// signalling returns what sends a signal, nil for none.
func (o *Observation) signalling(s os.Signal) func(metrics.Member) error {
	if s == nil {
		return nil
	}
	return func(m metrics.Member) error { return o.follower.Watch().signal(m, s) }
}

// act does it, and says what was being done where it fails.
func (o *Observation) act(number int, d deed) error {
	answer := make(chan error, 1)
	if !o.order(func() { answer <- o.do(number, d) }) {
		return fmt.Errorf("%s process: %w", d.verb, errUnobserved)
	}
	return <-answer
}

// do is the loop's part of act.
func (o *Observation) do(number int, d deed) error {
	m := o.seen.find(number)
	switch {
	case m == nil:
		return fmt.Errorf("%s process: no row has the number %d", d.verb, number)
	case d.act == nil:
		return fmt.Errorf("%s process %d: this system cannot do that", d.verb, m.PID)
	case !m.Alive || m.identity.Dead:
		return fmt.Errorf("%s process %d: it has ended", d.verb, m.PID)
	}
	err := d.act(m.identity)
	switch {
	case errors.Is(err, os.ErrProcessDone):
		return fmt.Errorf("%s process %d: it has ended", d.verb, m.PID)
	case errors.Is(err, os.ErrPermission) || isForeign(err):
		return fmt.Errorf("%s process %d: it belongs to another user: run poolscope as its owner or as root", d.verb, m.PID)
	case err != nil:
		return fmt.Errorf("%s process %d: %w", d.verb, m.PID, err)
	}
	o.changed = true
	o.seen.markers.add(Marker{
		At: o.at().Seconds(), Text: fmt.Sprintf("%s (PID %d) %s", m.visibleName(), m.PID, d.past), Kind: OnWorker, Number: number,
	})
	return nil
}
