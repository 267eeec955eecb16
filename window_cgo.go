//go:build cgo

package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/pelletier/go-toml/v2"

	"github.com/poolscope/poolscope/gui"
	"github.com/poolscope/poolscope/gui/lend"
	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/internal/plan"
	engine "github.com/poolscope/poolscope/internal/run"
)

//go:embed FyneApp.toml
var appFile []byte

// Fyne has read what it was lent by the time this package is initialised, and no
// child may inherit what it was given: not the window's, not the terminal's.
func init() { lend.TakeBack() } //nolint:gochecknoinits // main would be too late for the workers, which begin there

// openWindow shows the window until it is closed, and returns the exit status.
func openWindow(planPath, recordPath, program string) (status int) {
	room, err := probe()
	if err != nil {
		return cannotOpen(err)
	}
	about, err := metadata()
	if err != nil {
		return cannotOpen(err)
	}
	collectOften()
	returnMemory()
	app.SetMetadata(about)
	opening := beginOpening()
	defer opening.saved(&status)
	a := app.NewWithID("") // without one Fyne keeps no preferences, see gui.FileMemory
	a.SetIcon(gui.Icon())
	memory := openMemory()
	complain(speak(gui.Language(memory, desktopLanguage())))
	var w *gui.Window
	size := newMagnifying()
	recording := &tapes{path: recordPath, alarm: func(err error) { w.Warn(err) }}
	w = gui.New(a, gui.Options{
		Start: size.starter(starter(program, memory, recording)), Observe: size.observer(observer(memory)), PlanPath: planPath, Version: about.Version, Room: room, Memory: memory,
		Scale: size.scaler(),
		// Closing the window instead would leave Fyne with one that it still asks about the
		// mouse, and panics at (processMouseMoved and view in internal/driver/glfw of v2.7.1).
		Leave: a.Driver().Quit,
	})
	// Before the start, a theme of our own would stop Fyne from following the
	// desktop's light and dark.
	a.Lifecycle().SetOnStarted(func() {
		opening.done()
		w.ApplyTheme()
	})
	watchDisplay(w.Lost)
	ended := interrupted(w)
	w.Show()
	forgoStopHook(a.Lifecycle())
	a.Run()
	w.Wait()
	complain(memory.Err())
	return ended()
}

// openMemory reads what an earlier window left. One that cannot be read is said,
// and the window starts with the defaults.
func openMemory() *gui.FileMemory {
	folder, err := os.UserConfigDir()
	if err != nil {
		folder = os.TempDir()
	}
	memory, err := gui.OpenMemory(filepath.Join(folder, "poolscope", "settings.json"))
	complain(err)
	return memory
}

func complain(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "poolscope: %v\n", err)
	}
}

// collectOften lets garbage add a third to what lives, not as much again: most of that
// are fonts, and what each picture leaves behind is soon collected.
// GOGC in the environment is left as it is.
func collectOften() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(33)
	}
}

// cannotGoOn says that the display has gone, and returns the exit status.
func cannotGoOn() int {
	fmt.Fprintln(os.Stderr, "poolscope: the display is gone, and the window with it; what ran was ended")
	return noWindow
}

func cannotOpen(err error) int {
	fmt.Fprintf(os.Stderr, "poolscope: no window: %v; `poolscope run` runs a plan in the terminal\n", err)
	return noWindow
}

// starter begins runs whose workers are the program, with as much history as the window
// remembers.
func starter(program string, memory gui.Memory, recording *tapes) gui.StartFunc {
	return func(p plan.Plan) (gui.Session, error) {
		tape, err := recording.next()
		if err != nil {
			return nil, err
		}
		r, err := engine.Start(context.Background(), engine.Options{
			Plan: p, Stdin: os.Stdin, Program: program, Transcript: engine.NewTranscript(), Points: gui.HistoryPoints(memory),
			Sink: tape.Sink(),
		})
		if err != nil {
			tape.Abandon()
			return nil, err //nolint:wrapcheck // shown as it is
		}
		recording.begun++
		return r, nil
	}
}

// observer begins to watch processes that run, or a command, with as much history.
func observer(memory gui.Memory) gui.ObserveFunc {
	return func(o engine.ObserveOptions) (gui.Session, error) {
		o.Transcript, o.Points = engine.NewTranscript(), gui.HistoryPoints(memory)
		observation, err := engine.Observe(context.Background(), o)
		if err != nil {
			return nil, err //nolint:wrapcheck // shown as it is
		}
		return observation, nil
	}
}

// interrupted closes the window when a signal asks for it, and ends everything at
// once at the second: Fyne knows two of them, and would leave at once. The function it
// returns stops that and gives the exit status.
func interrupted(w *gui.Window) func() int {
	signals := make(chan os.Signal, 2)
	release := guard.Notify(signals, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT)
	status, done := 0, make(chan struct{})
	go func() {
		defer close(done)
		for s := range signals {
			number, _ := s.(syscall.Signal)
			if status > 0 {
				guard.End(128 + int(number))
			}
			status = 128 + int(number)
			w.Interrupt()
		}
	}()
	return func() int {
		release() // nothing is sent after it, so the channel can be closed
		close(signals)
		<-done
		return status
	}
}

// metadata reads what Fyne has to know of the program. The migrations are not
// handed on: they would silence, in every build, the check that finds calls off
// Fyne's goroutine. A release has the tag migrated_fynedo instead.
func metadata() (fyne.AppMetadata, error) {
	var file struct {
		Details struct {
			Name, Version string
			Build         int
		}
	}
	if err := toml.Unmarshal(appFile, &file); err != nil {
		return fyne.AppMetadata{}, fmt.Errorf("read FyneApp.toml: %w", err)
	}
	return fyne.AppMetadata{
		Name: file.Details.Name, Version: file.Details.Version, Build: file.Details.Build,
		Icon: gui.Icon(), Release: true,
	}, nil
}
