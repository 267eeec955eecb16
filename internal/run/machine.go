package run

import (
	"context"
	"os"
	"time"

	"github.com/poolscope/poolscope/metrics"
)

// MachineReading is one reading of the whole machine. It is a value that nobody changes.
type MachineReading struct {
	metrics.Machine
	Frequencies []float64 // MHz by the core's number, NaN for what is not known; may be shorter than Cores
}

const (
	// machineEvery is how far apart readings of the machine are: its numbers are means
	// over seconds, or for a person to read.
	machineEvery = time.Second
	// machineFirst is the time between the first two: shares are known with the second.
	machineFirst = 250 * time.Millisecond
	// machineSlack is by how much a reading may come early: ticks are never quite even.
	machineSlack = 20 * time.Millisecond
)

// machineMeter reads the machine about once a second, however often it is asked to. It
// is passive, and whoever calls read owns it.
type machineMeter struct {
	reader      *metrics.MachineReader
	frequencies *metrics.Frequencies
	times       int
	due         time.Time
}

func newMachineMeter() *machineMeter {
	return &machineMeter{reader: metrics.NewMachineReader(), frequencies: metrics.NewFrequencies(os.DirFS("/"))}
}

// read returns a reading, or nil where it is not time for another one yet.
func (m *machineMeter) read(now time.Time) *MachineReading {
	if now.Before(m.due) {
		return nil
	}
	var r MachineReading
	m.reader.Read(&r.Machine)
	r.Frequencies = m.frequencies.Read(now)
	m.due = now.Add(m.gap() - machineSlack)
	m.times++
	return &r
}

// gap is the time until the reading after the one that is being taken.
func (m *machineMeter) gap() time.Duration {
	if m.times == 0 {
		return machineFirst
	}
	return machineEvery
}

func (m *machineMeter) close() { m.reader.Close() }

// FollowMachine reads the machine about once a second and calls take with each reading,
// the first one at once, until ctx is done: for whoever wants to see it while no run
// goes on. It returns when no call of take is under way any more.
func FollowMachine(ctx context.Context, take func(MachineReading)) {
	m := newMachineMeter()
	defer m.close()
	for ctx.Err() == nil {
		gap := m.gap()
		if r := m.read(time.Now()); r != nil {
			take(*r)
		}
		select {
		case <-time.After(gap):
		case <-ctx.Done():
		}
	}
}
