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
}

const (
	runKey    = "ctrl+r"
	stopKey   = "ctrl+period"
	tasksKey  = "ctrl+2"
	outputKey = "ctrl+3"
	growKey   = "ctrl+Up"
	freezeKey = "ctrl+t"
	holdKey   = "ctrl+h"

	detailsKey  = "ctrl+d"
	machineKey  = "ctrl+m"
	exportKey   = "ctrl+e"
	settingsKey = "ctrl+comma"
	observeKey  = "ctrl+shift+o"

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

// states lists the pictures; "running" are those of the README.
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
		{name: "details", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {chooseRow}, {detailsKey}}, wait: 6 * time.Second},
		{name: "machine", plan: mixed, width: 1280, height: 800, keys: [][]string{{runKey}, {machineKey}}, wait: 5 * time.Second},
		{name: "export", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}, {exportKey}}, wait: 3 * time.Second},
		{name: "settings", plan: mixed, width: 1024, height: 700, keys: [][]string{{settingsKey}}, wait: 2 * time.Second},
		{name: "observe", plan: mixed, width: 1280, height: 800, keys: [][]string{{observeKey}}, wait: 2 * time.Second},
		{name: "small", plan: mixed, width: 1024, height: 700, keys: [][]string{{runKey}}, wait: 6 * time.Second},
	}
}

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
	for _, s := range states() {
		if len(args) > 1 && !slices.Contains(args[1:], s.name) {
			continue
		}
		for _, theme := range []string{"light", "dark"} {
			path := filepath.Join(args[0], s.name+"-"+theme+".png")
			if err := shoot(ctx, s, theme, path); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			out.Print(path)
		}
	}
	return nil
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
	window, err := desktop.Launch(append(d.Environ(), "FYNE_THEME="+theme), "bin/poolscope", file)
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
