package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

// fakePool notes what is asked of it.
type fakePool struct {
	asked []string
	err   error
}

func (p *fakePool) note(what string) error {
	p.asked = append(p.asked, what)
	return p.err
}

func (p *fakePool) Resize(n int) error               { return p.note("resize " + string('0'+rune(n))) }
func (p *fakePool) Pause() error                     { return p.note("pause") }
func (p *fakePool) Continue() error                  { return p.note("continue") }
func (p *fakePool) KillWorker(name string) error     { return p.note("kill " + name) }
func (p *fakePool) StopWorker(name string) error     { return p.note("stop " + name) }
func (p *fakePool) ContinueWorker(name string) error { return p.note("go on " + name) }

func (p *fakePool) CloseInputs(*launcher.Batch) error { return p.note("close") }

func (p *fakePool) SetNice(name string, nice int) error {
	return p.note(fmt.Sprintf("nice %s %d", name, nice))
}

func (p *fakePool) SetAffinity(name string, cores []int) error {
	return p.note(fmt.Sprintf("pin %s %v", name, cores))
}

func (p *fakePool) KillTask(_ *launcher.Batch, index int) error {
	return p.note("task " + string('0'+rune(index)))
}

func (p *fakePool) AddInputs(_ *launcher.Batch, inputs []json.RawMessage) error {
	return p.note("add " + string(slices.Concat(inputs...)))
}

// each asks a run for everything that can be asked.
func each(c Control) []error {
	return []error{
		c.Resize(8), c.Pause(), c.Continue(), c.KillWorker("Process-2"), c.StopWorker("Process-3"),
		c.ContinueWorker("Process-3"), c.KillTask(7), c.AddInputs([]json.RawMessage{[]byte("4"), []byte("5")}),
		c.SetNice("Process-4", 5), c.SetAffinity("Process-4", []int{0, 2}), c.CloseInputs(),
	}
}

func TestARunHandsOnWhatIsAskedOfItsPool(t *testing.T) {
	pool := &fakePool{}
	for i, err := range each(NewControl(pool, nil, make(chan struct{}))) {
		if err != nil {
			t.Errorf("request %d = %v, want nil", i, err)
		}
	}
	want := []string{"resize 8", "pause", "continue", "kill Process-2", "stop Process-3", "go on Process-3", "task 7", "add 45", "nice Process-4 5", "pin Process-4 [0 2]", "close"}
	if !slices.Equal(pool.asked, want) {
		t.Errorf("asked = %q, want %q", pool.asked, want)
	}
}

func TestARefusalSaysWhatWasAskedAndWhy(t *testing.T) {
	why := errors.New("there is no such worker")
	err := NewControl(&fakePool{err: why}, nil, make(chan struct{})).KillWorker("Process-9")
	if !errors.Is(err, why) || !strings.Contains(err.Error(), "kill Process-9") {
		t.Errorf("error = %v, want kill Process-9 and %v", err, why)
	}
}

func TestARunThatHasEndedRefusesEverything(t *testing.T) {
	ended := make(chan struct{})
	close(ended)
	pool := &fakePool{}
	for i, err := range each(NewControl(pool, nil, ended)) {
		if !errors.Is(err, ErrEnded) {
			t.Errorf("request %d = %v, want %v", i, err, ErrEnded)
		}
	}
	if len(pool.asked) != 0 {
		t.Errorf("asked of a pool that is gone: %q", pool.asked)
	}
}
