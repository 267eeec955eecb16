//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// state is what a picture shows.
type state struct {
	name          string
	plan          string
	width, height int
	keys          [][]string // pressed one after the other, with a wait after each
	wait          time.Duration
	environ       []string // further variables
	settings      string   // of the window, as its file has them; with one there is a single picture
}

const (
	runKey    = "ctrl+r"
	stopKey   = "ctrl+period"
	tasksKey  = "ctrl+2"
	outputKey = "ctrl+3"
	growKey   = "ctrl+Up"
	freezeKey = "ctrl+t"
	holdKey   = "ctrl+h"
	textKey   = "ctrl+l"
	pauseKey  = "ctrl+p"
	zoomKey   = "ctrl+plus"
	backKey   = "alt+Left"

	detailsKey  = "ctrl+d"
	machineKey  = "ctrl+m"
	exportKey   = "ctrl+e"
	settingsKey = "ctrl+comma"
	observeKey  = "ctrl+shift+o"
	inputsKey   = "ctrl+i"
	filterKey   = "ctrl+f"

	chooseRow = "the second worker's row" // no key: a click, in a window of 1280x800
)

// secondRow is where the second worker has nothing to show, in a window of 1280x800:
// the pointer is in the picture.
func secondRow() image.Point { return image.Pt(1185, 621) }

// mixed shows tasks of uneven length that compute, wait and hold memory.
const mixed = `title = "Uneven tasks on four workers"
[pool]
workers = 4
method = "imap_unordered"
[task]
kind = "builtin"
name = "dial"
[inputs]
repeat = 100
`

const many = `title = "Sixty-four workers"
[pool]
workers = 64
method = "imap_unordered"
[task]
kind = "builtin"
name = "dial"
params = { cpu = 0.05, wait = 0.6, memory = 2, jitter = 0.8 }
[inputs]
repeat = 5000
`

const crash = `title = "Tasks that fail"
[pool]
workers = 3
[task]
kind = "builtin"
name = "raise"
[inputs]
values = [1, 2, 3, 4, 5]
`

const commands = `title = "Checksums"
[pool]
workers = 3
method = "imap"
timeout = "1.5s"
[task]
kind = "command"
shell = 'n=$1; [ "$n" -ne 7 ] || exit 3; [ "$n" -ne 9 ] || kill -9 $$; [ "$n" -ne 11 ] || sleep 9; head -c "${n}0000000" /dev/zero | cksum'
[inputs]
range = [1, 40, 1]
`

// one of 200 fails.
const unlucky = `title = "One of two hundred fails"
[pool]
workers = 8
method = "imap_unordered"
[task]
kind = "command"
shell = '[ "$1" -ne 120 ] || { echo "no such record: $1" >&2; exit 3; }; head -c "$((1 + $1 % 7))0000000" /dev/zero | cksum; sleep 0.0$(($1 % 5))'
[inputs]
range = [0, 200, 1]
`

// broken is no plan: what is wrong is said at its lines.
const broken = `# Two lines of this plan are wrong.
title = "Primes below n"

[pool]
workers = 0        # at least one
methods = "imap"

[task]
kind = "builtin"
name = "primes"

[inputs]
values = [1000000, 2000000, 3000000]
`

// states lists the pictures in English; "running" are those of the README.
func states() []state {
	return []state{
		{name: "empty", plan: mixed, width: 1280, height: 800},
		{name: "running", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 6 * time.Second},
		{name: "failed", plan: crash, width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 3 * time.Second},
		{name: "stopped", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {stopKey}}, wait: 3 * time.Second},
		{name: "output", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {outputKey}}, wait: 3 * time.Second},
		{name: "tasks", plan: commands, width: 1280, height: 800, keys: [][]string{{runKey}, {tasksKey}}, wait: 3 * time.Second},
		{name: "commands", plan: commands, width: 1024, height: 700, keys: [][]string{{runKey}}, wait: 6 * time.Second},
		{
			name: "held", plan: mixed, width: 1280, height: 800, wait: 12 * time.Second,
			keys: [][]string{{runKey}, {growKey}, {chooseRow}, {freezeKey}, {holdKey}},
		},
		{name: "many", plan: many, width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 8 * time.Second},
		{name: "eight", plan: strings.Replace(many, "workers = 64", "workers = 8", 1), width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 8 * time.Second},
		{name: "sixteen", plan: strings.Replace(many, "workers = 64", "workers = 16", 1), width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 8 * time.Second},
		{name: "details", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {chooseRow}, {detailsKey}}, wait: 6 * time.Second},
		{name: "machine", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {machineKey}}, wait: 5 * time.Second},
		{name: "text", plan: commands, width: 1024, height: 700, keys: [][]string{{textKey}}, wait: 2 * time.Second},
		{name: "broken", plan: broken, width: 1024, height: 700, wait: 2 * time.Second},
		{name: "edited", plan: mixed, width: 1024, height: 700, keys: [][]string{{textKey}, {"x"}, {"BackSpace", "numbersign", "a"}}, wait: 3 * time.Second},
		{name: "export", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {exportKey}}, wait: 3 * time.Second},
		{name: "settings", plan: mixed, width: 1024, height: 700, keys: [][]string{{settingsKey}}, wait: 2 * time.Second},
		{name: "observe", plan: mixed, width: 1280, height: 800, keys: [][]string{{observeKey}}, wait: 2 * time.Second},
		{name: "failedone", plan: unlucky, width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 14 * time.Second},
		{
			name: "zoomed", plan: mixed, width: 1280, height: 800, wait: 14 * time.Second,
			keys: [][]string{{runKey}, nil, {pauseKey, zoomKey, zoomKey}, {backKey}},
		},
		{
			name: "contrast", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}}, wait: 6 * time.Second,
			settings: `{"theme":"contrast"}`,
		},
		{
			name: "contrasttasks", plan: commands, width: 1024, height: 700, keys: [][]string{{runKey}, {tasksKey}}, wait: 6 * time.Second,
			settings: `{"theme":"contrast"}`,
		},
		{name: "scale2", plan: mixed, width: 2560, height: 1600, keys: [][]string{{runKey}}, wait: 6 * time.Second, environ: double()},
		{name: "scale2tasks", plan: commands, width: 2560, height: 1600, keys: [][]string{{runKey}, {tasksKey}}, wait: 6 * time.Second, environ: double()},
		{name: "scale2output", plan: commands, width: 2560, height: 1600, keys: [][]string{{runKey}, {outputKey}}, wait: 6 * time.Second, environ: double()},
		{name: "scale2small", plan: mixed, width: 2048, height: 1400, keys: [][]string{{runKey}}, wait: 6 * time.Second, environ: double()},
		{name: "small", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}}, wait: 6 * time.Second},
	}
}

// german are the settings of a window that speaks German.
const german = `{"language":"de"}`

// germanStates are those in which words that are longer than the English ones are tight.
func germanStates() []state {
	return []state{
		{name: "germanempty", plan: mixed, width: 1024, height: 700, settings: german},
		{name: "german", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 6 * time.Second, settings: german},
		{name: "germansmall", plan: commands, width: 1024, height: 700, keys: [][]string{{runKey}}, wait: 6 * time.Second, settings: german},
		{name: "germantasks", plan: commands, width: 1024, height: 700, keys: [][]string{{runKey}, {tasksKey}}, wait: 8 * time.Second, settings: german},
		{name: "germanoutput", plan: commands, width: 1024, height: 700, keys: [][]string{{runKey}, {outputKey}}, wait: 3 * time.Second, settings: german},
		{name: "germansettings", plan: mixed, width: 1024, height: 700, keys: [][]string{{settingsKey}}, wait: 2 * time.Second, settings: german},
		{name: "germandetails", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {chooseRow}, {detailsKey}}, wait: 6 * time.Second, settings: german},
		{name: "germanmachine", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {machineKey}}, wait: 5 * time.Second, settings: german},
		{name: "germanobserve", plan: mixed, width: 1280, height: 800, keys: [][]string{{observeKey}}, wait: 2 * time.Second, settings: german},
		{name: "germanheld", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {holdKey}}, wait: 6 * time.Second, settings: german},
		{name: "germanpaused", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {pauseKey}}, wait: 6 * time.Second, settings: german},
		{name: "germanstopped", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {stopKey}}, wait: 6 * time.Second, settings: german},
		{name: "germanmany", plan: many, width: 1280, height: 800, keys: [][]string{{runKey}}, wait: 8 * time.Second, settings: german},
		{name: "germantext", plan: broken, width: 1024, height: 700, wait: 2 * time.Second, settings: german},
		{name: "germaninputs", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {inputsKey}}, wait: 4 * time.Second, settings: german},
		{name: "germanexport", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {exportKey}}, wait: 4 * time.Second, settings: german},
		{name: "germanfilter", plan: commands, width: 1024, height: 700, keys: [][]string{{runKey}, {filterKey}}, wait: 8 * time.Second, settings: german},
		{name: "germanaside", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {detailsKey}}, wait: 6 * time.Second, settings: german},
	}
}

// double has everything twice as large.
func double() []string { return []string{"FYNE_SCALE=2"} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("name a folder for the pictures")
	}
	out := log.New(os.Stdout, "", 0)
	for _, s := range slices.Concat(states(), germanStates()) {
		if len(args) > 1 && !slices.Contains(args[1:], s.name) {
			continue
		}
		for _, theme := range s.themes() {
			path := filepath.Join(args[0], s.name+theme+".png")
			if err := shoot(ctx, s, strings.TrimPrefix(theme, "-"), path); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			out.Print(path)
		}
	}
	return nil
}

// themes are what the names of the state's pictures end with.
func (s state) themes() []string {
	if s.settings != "" {
		return []string{""}
	}
	return []string{"-light", "-dark"}
}

// shoot takes one picture, on a screen with some room around the window.
func shoot(ctx context.Context, s state, theme, path string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "poolscope-shots-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder in /tmp that stays spoils no picture
	file := filepath.Join(dir, "shown.pool.toml")
	if err := os.WriteFile(file, []byte(s.plan), 0o600); err != nil {
		return fmt.Errorf("write a plan: %w", err)
	}
	d, err := desktop.Start(ctx, desktop.Options{Dir: dir, Width: s.width + 100, Height: s.height + 100})
	if err != nil {
		return fmt.Errorf("start a desktop: %w", err)
	}
	defer d.Close()
	if err := remember(dir, s.settings); err != nil {
		return err
	}
	window, err := desktop.Launch(slices.Concat(d.Environ(), s.environ, []string{"FYNE_THEME=" + theme}), "bin/poolscope", file)
	if err != nil {
		return fmt.Errorf("open the window: %w", err)
	}
	defer window.Kill()
	place, err := bring(ctx, d, s)
	if err != nil {
		return err
	}
	picture, err := d.Picture()
	if err != nil {
		return fmt.Errorf("take a picture: %w", err)
	}
	return desktop.Save(path, picture.SubImage(place))
}

// remember writes the settings of a window whose desktop is in a folder, "" for none.
func remember(dir, settings string) error {
	if settings == "" {
		return nil
	}
	folder := filepath.Join(dir, "home", ".config", "poolscope")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make a folder for the settings: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "settings.json"), []byte(settings), 0o600); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

// bring presses keys until the window is in the state, and returns where it
// is. A picture of something
// that moves is taken after a while, not after an event.
func bring(ctx context.Context, d *desktop.Desktop, s state) (image.Rectangle, error) {
	id, err := d.Window(ctx, "Poolscope")
	if err != nil {
		return image.Rectangle{}, fmt.Errorf("find the window: %w", err)
	}
	if err := desktop.Until(ctx, "the window is painted", d.Painted); err != nil {
		return image.Rectangle{}, fmt.Errorf("open the window: %w", err)
	}
	place, err := d.Resize(ctx, id, s.width, s.height)
	if err != nil {
		return place, fmt.Errorf("size the window: %w", err)
	}
	for _, keys := range append(s.keys, nil) {
		if err := press(ctx, d, place, keys); err != nil {
			return place, fmt.Errorf("press %v: %w", keys, err)
		}
		wait := max(s.wait, time.Second) / time.Duration(max(len(s.keys), 1))
		select {
		case <-ctx.Done():
			return place, fmt.Errorf("wait for the picture: %w", ctx.Err())
		case <-time.After(wait):
		}
	}
	return place, nil
}

// press presses keys in the window that is at a place, or chooses a row of its table.
func press(ctx context.Context, d *desktop.Desktop, place image.Rectangle, keys []string) error {
	if slices.Contains(keys, chooseRow) {
		at := place.Min.Add(secondRow())
		return d.Click(ctx, at.X, at.Y)
	}
	return d.Press(ctx, keys...)
}
