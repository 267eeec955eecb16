package cli

import (
	"bufio"
	"bytes"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Issue 4: the ETA is blank before it can be known, and within 30 % from a quarter on.
func TestTheTimeLeftIsRightFromAQuarterOn(t *testing.T) {
	if testing.Short() {
		t.Skip("lasts ten seconds")
	}
	t.Parallel()
	// What is left differs from task to task by a factor of three.
	args := []string{"run", "-j", "2", "--", "sleep", ":::"}
	for range 16 {
		args = append(args, "0.2", "0.6", "0.4")
	}
	cmd := program(t, args...)
	screen, terminal := leadingTerminal(t, cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = terminal.Close()
	killAfter(t, cmd, time.Minute)
	guesses := guessesOn(screen)
	end := time.Now()
	_ = cmd.Wait()
	if len(guesses) < 10 {
		t.Fatalf("progress lines = %d, want a few a second", len(guesses))
	}
	for _, g := range guesses {
		left := end.Sub(g.at).Seconds()
		switch {
		case g.done == 0 && g.left >= 0:
			t.Errorf("no task done: %d s left, want blank", g.left)
		case g.done >= 12 && left > 1 && (g.left < 0 || math.Abs(float64(g.left)-left) > 0.3*left+0.75): // whole seconds, told a quarter of one ago
			t.Errorf("%d of 48 done: %d s left, it were %.1f", g.done, g.left, left)
		}
	}
}

// guess is what a progress line says is left, -1 where it is blank.
type guess struct {
	at         time.Time
	done, left int
}

// guessesOn reads the progress lines of 48 tasks from a screen, to its end.
func guessesOn(screen io.Reader) []guess {
	var guesses []guess
	line := regexp.MustCompile(`^(\d+)/48 tasks.*?(?:, about (\d+) s left(?:,.*)?)?$`)
	pieces := bufio.NewScanner(screen)
	pieces.Split(func(data []byte, _ bool) (int, []byte, error) {
		if i := bytes.IndexByte(data, '\r'); i >= 0 {
			return i + 1, data[:i], nil
		}
		return 0, nil, nil
	})
	for pieces.Scan() {
		if m := line.FindStringSubmatch(strings.TrimSuffix(pieces.Text(), "\x1b[K")); m != nil {
			g := guess{at: time.Now(), left: -1}
			g.done, _ = strconv.Atoi(m[1])
			if m[2] != "" {
				g.left, _ = strconv.Atoi(m[2])
			}
			guesses = append(guesses, g)
		}
	}
	return guesses
}
