//go:build linux

package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed loop.c.txt
var loopSource []byte

const (
	manyCommands  = 2000
	commandRounds = 11
	slotsOfBoth   = "2"
	emptyProgram  = "/bin/true"
	oneInput      = "1" // true does a third more work with an argument than without: it looks for --help in the user's language
)

// rival is another program that runs commands, and how many times its speed is the goal.
type rival struct {
	name string
	goal float64
	run  func(ctx context.Context, n int) *exec.Cmd
}

// commands compares a run of many empty commands, with all output captured and each
// task logged, with what else runs commands; the others capture and log less.
func (s size) commands(ctx context.Context, out *log.Logger) (bool, error) {
	dir, remove, err := workshop()
	if err != nil {
		return false, err
	}
	defer remove()
	loop, err := compiled(ctx, dir, "loop", loopSource)
	if err != nil {
		return false, err
	}
	rivals := []rival{
		{"xargs -P2 -n1", 1.15, func(ctx context.Context, n int) *exec.Cmd {
			return fed(exec.CommandContext(ctx, "xargs", "-P", slotsOfBoth, "-n1", emptyProgram), n)
		}},
		{"GNU parallel -j2", 6, func(ctx context.Context, n int) *exec.Cmd {
			return fed(exec.CommandContext(ctx, "parallel", "--will-cite", "-j", slotsOfBoth, emptyProgram), n)
		}},
		{"a C loop of vfork and exec", 0.6, func(ctx context.Context, n int) *exec.Cmd {
			return exec.CommandContext(ctx, loop, strconv.Itoa(n), slotsOfBoth, emptyProgram, oneInput)
		}},
	}
	met := true
	for _, r := range rivals {
		ok, err := s.outrun(ctx, out, dir, r)
		if err != nil {
			return false, err
		}
		met = met && ok
	}
	return met, nil
}

func (s size) outrun(ctx context.Context, out *log.Logger, dir string, r rival) (bool, error) {
	n, round := s.tasks(manyCommands), 0
	ours := func(ctx context.Context) (float64, error) {
		round++
		record := filepath.Join(dir, fmt.Sprintf("%s-%d.log", strings.Fields(r.name)[0], round))
		return timed(fed(exec.CommandContext(ctx, cli, "run", "--quiet", "-j", slotsOfBoth, "--log", record, "--", emptyProgram), n))
	}
	theirs := func(ctx context.Context) (float64, error) { return timed(r.run(ctx, n)) }
	d, err := inTurns(ctx, s.rounds(commandRounds), ours, theirs)
	if err != nil {
		return false, err
	}
	out.Printf("  %d x %s on 2 slots, medians: %.0f/s, %s %.0f/s, ratio %.2f (goal %.2f)",
		n, emptyProgram, float64(n)/median(d.ours), r.name, float64(n)/median(d.theirs), d.ratio(), r.goal)
	return d.ratio() >= r.goal, nil
}

// fed gives a command n lines to read.
func fed(cmd *exec.Cmd, n int) *exec.Cmd {
	cmd.Stdin = strings.NewReader(strings.Repeat(oneInput+"\n", n))
	return cmd
}

// timed runs a command, and returns the seconds it took.
func timed(cmd *exec.Cmd) (float64, error) {
	var complaint strings.Builder
	cmd.Stdout, cmd.Stderr = io.Discard, &complaint
	begun := time.Now()
	if err := cmd.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return 0, fmt.Errorf("%w: install it, it is what this compares with", err)
		}
		return 0, fmt.Errorf("%s: %w: %s", cmd, err, strings.TrimSpace(complaint.String()))
	}
	return time.Since(begun).Seconds(), nil
}
