//go:build cgo

package main

import (
	"os"
	"testing"

	"github.com/poolscope/poolscope/gui"
	"github.com/poolscope/poolscope/internal/plan"
	engine "github.com/poolscope/poolscope/internal/run"
)

func TestTasksDoNotInheritTheSizeOfTheWindow(t *testing.T) {
	t.Setenv(scaleEnv, "")
	m := newMagnifying()
	m.scaler()(2)
	inherited := "nothing was started"
	see := func() { inherited = os.Getenv(scaleEnv) }
	for name, start := range map[string]func(){
		"run": func() { _, _ = m.starter(func(plan.Plan) (gui.Session, error) { see(); return nil, nil })(plan.Plan{}) },
		"command": func() {
			_, _ = m.observer(func(engine.ObserveOptions) (gui.Session, error) { see(); return nil, nil })(engine.ObserveOptions{})
		},
	} {
		start()
		if got := os.Getenv(scaleEnv); inherited != "" || got != "2" {
			t.Errorf("%s: a task has the size %q, the window %q after it, want none and 2", name, inherited, got)
		}
	}
}

func TestTheSizeThatTheProgramWasStartedWithIsInherited(t *testing.T) {
	t.Setenv(scaleEnv, "1.5")
	m := newMagnifying()
	if m.scaler() != nil {
		t.Error("the size can be chosen, want that of the environment")
	}
	var inherited string
	m.without(func() { inherited = os.Getenv(scaleEnv) })
	if inherited != "1.5" {
		t.Errorf("a task has the size %q, want 1.5", inherited)
	}
}
