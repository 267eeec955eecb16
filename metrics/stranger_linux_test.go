package metrics

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// takePID ends c and lets another process have its PID.
func takePID(t *testing.T, c *child) {
	t.Helper()
	other := startPart(t, self(t), "stranger")
	c.end()
	for end := time.Now().Add(10 * time.Second); ; {
		got := other.reply(t, strconv.Itoa(c.PID))
		switch {
		case got == strconv.Itoa(c.PID):
			return
		case os.Getuid() != 0 || time.Now().After(end):
			t.Skip("the kernel gives no PID that one asks for: ", got)
		}
		after(time.Millisecond) // somebody's thread may have it
	}
}

func TestKeptDescriptorNeverTellsOfAStranger(t *testing.T) {
	c := startPart(t, self(t), "burn")
	src := NewSource().(*system)
	if _, err := src.Read(c.PID); err != nil {
		t.Fatal(err)
	}
	h := src.handles[c.PID].(*handle)
	old := h.birth()
	takePID(t, c)
	if h.stat.fd < 0 || h.statm.fd < 0 {
		t.Fatal("no descriptors are kept")
	}
	for name, fd := range map[string]int{"stat": h.stat.fd, "statm": h.statm.fd} {
		if text, err := pread(fd, make([]byte, 512)); !errors.Is(err, unix.ESRCH) || len(text) > 0 {
			t.Errorf("%s of the reaped process: %d bytes, %v, want ESRCH", name, len(text), err)
		}
	}
	if _, err := h.read(); !errors.Is(err, ErrGone) {
		t.Errorf("error = %v, want ErrGone", err)
	}
	for name, inspect := range inspections(src, c.PID) {
		if err := inspect(); !errors.Is(err, ErrGone) {
			t.Errorf("%s: error = %v, want ErrGone", name, err)
		}
	}
	got, err := src.Read(c.PID)
	if err != nil || got.Birth == old || got.CPU > 100*time.Millisecond {
		t.Errorf("who has the PID now = %+v, %v, want another birth and its CPU time", got, err)
	}
}

func inspections(src *system, pid int) map[string]func() error {
	return map[string]func() error{
		"footprint":  func() error { _, err := src.Footprint(pid); return err },
		"activity":   func() error { _, err := src.Activity(pid); return err },
		"scheduling": func() error { _, err := src.Scheduling(pid); return err },
		"threads":    func() error { _, err := src.Threads(pid); return err },
	}
}

func TestStrangerWithAPIDUsedAgainGivesNoNumbers(t *testing.T) {
	t.Parallel()
	withoutKept := func() Source { return newSystem(func(pid int) reader { return newHandle(pid, &keeper{}) }) }
	for _, kind := range append(kinds(), sourceKind{name: "nothing kept", open: withoutKept}) {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			c := startPart(t, self(t), "burn")
			src := kind.open().(*system)
			s := NewSampler(src)
			anybody := Process{PID: c.PID}
			want := []Process{c.Process, anybody}
			if got := len(s.Sample(time.Now(), want).Processes); got != 2 {
				t.Fatalf("processes = %d, want 2", got)
			}
			switch kind.name {
			case "portable":
				after(startTolerance + 1100*time.Millisecond) // it knows whole seconds
			case "nothing kept":
				after(30 * time.Millisecond) // it knows ticks
			}
			takePID(t, c)
			for name, inspect := range inspections(src, c.PID) {
				if err := inspect(); !errors.Is(err, ErrGone) {
					t.Errorf("%s: error = %v, want ErrGone", name, err)
				}
			}
			// The new one is asked for first, with a start that is surely its own.
			newcomer := Process{PID: c.PID, Started: time.Now()}
			s.SetDetail(want...)
			got := s.Sample(time.Now(), append([]Process{newcomer}, want...))
			if len(got.Processes) != 1 || len(got.Threads) != 0 {
				t.Fatalf("processes, threads = %d, %d, want the new one alone", len(got.Processes), len(got.Threads))
			}
			if u := got.Processes[0]; !math.IsNaN(u.CPU) || u.CPUTime > 100*time.Millisecond {
				t.Errorf("the new one = %v of %v, want NaN of its own", u.CPU, u.CPUTime)
			}
		})
	}
}

// look is the part of a reader without rights: it reads a process twice, as
// "PID SOURCE" says.
func look(line string) string {
	var pid int
	var name string
	if _, err := fmt.Sscan(line, &pid, &name); err != nil {
		return err.Error()
	}
	for _, kind := range kinds() {
		if kind.name != name {
			continue
		}
		s := NewSampler(kind.open())
		s.Sample(time.Now(), []Process{{PID: pid}})
		after(20 * time.Millisecond)
		var text bytes.Buffer
		if err := gob.NewEncoder(&text).Encode(s.Sample(time.Now(), []Process{{PID: pid}}).Processes); err != nil {
			return err.Error()
		}
		return hex.EncodeToString(text.Bytes())
	}
	return "no such source: " + name
}

// copyForAll copies the test's program to where every user may start it. Nothing is
// started meanwhile: what is forked while the copy is open for writing holds it open
// until its own exec, and the copy could not be run (execve(2), ETXTBSY).
func copyForAll(t *testing.T) string {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	dir := t.TempDir()
	from, err := os.Open(self(t))
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(dir, "reader"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(to, from)
	if err := errors.Join(err, to.Close(), os.Chmod(dir, 0o755), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		t.Fatal(err)
	}
	return to.Name()
}

func TestAnotherUsersProcessIsReadAsFarAsItMayBe(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be two users")
	}
	t.Parallel()
	cmd := exec.Command(copyForAll(t))
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	reader := startCommand(t, cmd, "look")
	burner := startPart(t, self(t), "burn")
	raw, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0) // 20 less the niceness, which is handed down: getpriority(2)
	if err != nil {
		t.Fatal(err)
	}
	withEither(t, func(t *testing.T, kind sourceKind) {
		t.Helper()
		text, err := hex.DecodeString(reader.reply(t, fmt.Sprintf("%d %s", burner.PID, kind.name)))
		if err != nil {
			t.Fatal(err)
		}
		var all []Usage
		if err := gob.NewDecoder(bytes.NewReader(text)).Decode(&all); err != nil {
			t.Fatal(err)
		}
		if len(all) != 1 {
			t.Fatalf("processes = %d, want 1", len(all))
		}
		u := all[0]
		if math.IsNaN(u.CPU) || u.RSS < 1<<20 || u.Threads < 2 || u.State == "unknown" || u.Nice != 20-raw || math.IsNaN(u.Voluntary) {
			t.Errorf("usage = %+v, want what everybody may read", u)
		}
		if !kind.portable && (u.PeakRSS < int64(u.RSS) || u.Affinity.Cores < 1 || u.Core < 0 || math.IsNaN(u.Migrations)) {
			t.Errorf("usage = %+v, want peak, cores and migrations", u)
		}
		if u.PSS != Unknown || u.USS != Unknown || u.ReadBytes != Unknown || u.WriteBytes != Unknown || u.StorageRead != Unknown || u.StorageWritten != Unknown {
			t.Errorf("usage = %+v, want memory shares and bytes unknown", u)
		}
		if u.Descriptors != Unknown && u.Descriptors < 3 {
			t.Errorf("descriptors = %d, want unknown or all", u.Descriptors)
		}
	})
}

func TestStrangeCommandLinesDoNotMatter(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 128<<10-1) // the most that one argument may have
	for name, args := range map[string][]string{
		"empty name": {""}, "128 KiB": {"prog", long}, "control bytes": {"a) R 1 (\x1b[2J\n", "\x00"[:0], "\x1b]0;x\a\r\n"},
	} {
		withEither(t, func(t *testing.T, kind sourceKind) {
			t.Helper()
			w := watchBy(kind.open(), startCommand(t, &exec.Cmd{Path: self(t), Args: args}, "echo"))
			w.usage(t)
			after(10 * time.Millisecond)
			u := w.usage(t)
			if math.IsNaN(u.CPU) || u.RSS == 0 || u.Threads < 1 || u.PSS <= 0 || u.State == "unknown" {
				t.Errorf("%s: usage = %+v, want all of it", name, u)
			}
		})
	}
}
