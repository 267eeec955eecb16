//go:build cgo

package main

import (
	"os"
	"strconv"

	"github.com/poolscope/poolscope/gui"
	"github.com/poolscope/poolscope/internal/plan"
	engine "github.com/poolscope/poolscope/internal/run"
)

// scaleEnv is the variable by which Fyne is told how large all is (userScale in
// internal/driver/glfw/scale.go of v2.7.1), and which it reads again and again. There is no
// other way that is for this program alone.
const scaleEnv = "FYNE_SCALE"

// magnifying sets how large all is, for this program and not for what it starts. Fyne's
// goroutine, which is also the only one that reads the variable, owns it.
type magnifying struct {
	theirs bool // who started the program has said it: it stays, and is inherited
}

func newMagnifying() *magnifying { return &magnifying{theirs: os.Getenv(scaleEnv) != ""} }

// scaler returns nil where who started the program has said how large all is.
func (m *magnifying) scaler() gui.ScaleFunc {
	if m.theirs {
		return nil
	}
	return func(times float64) {
		if times == 1 {
			_ = os.Unsetenv(scaleEnv) // fails only for an empty name
			return
		}
		complain(os.Setenv(scaleEnv, strconv.FormatFloat(times, 'f', -1, 64)))
	}
}

// without does something in the environment that the program was started with.
func (m *magnifying) without(do func()) {
	value, set := os.LookupEnv(scaleEnv)
	if m.theirs || !set {
		do()
		return
	}
	_ = os.Unsetenv(scaleEnv) // as above
	defer func() { complain(os.Setenv(scaleEnv, value)) }()
	do()
}

// starter begins runs: a pool takes the environment of its workers as it is made.
func (m *magnifying) starter(start gui.StartFunc) gui.StartFunc {
	return func(p plan.Plan) (session gui.Session, err error) {
		m.without(func() { session, err = start(p) })
		return session, err
	}
}

// observer begins to observe: a command is started at once.
func (m *magnifying) observer(observe gui.ObserveFunc) gui.ObserveFunc {
	return func(o engine.ObserveOptions) (session gui.Session, err error) {
		m.without(func() { session, err = observe(o) })
		return session, err
	}
}
