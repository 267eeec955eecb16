package metrics

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// loadEnv tells a load what to do and where to write its log, as
// "PERCENT PATH…": one thread for each path.
const loadEnv = "METRICS_TEST_LOAD"

// A log has a count of entries, the TID, and then the entries: when the thread began to
// ask how long it had run, what rusage answered, and when it had the answer,
// all in nanoseconds.
const (
	headSize   = 16
	entrySize  = 24
	maxEntries = 300_000
	entryEvery = 100 * time.Microsecond
	loadPeriod = 10 * time.Millisecond
)

// startLoad burns so many percent of a core on each of its threads.
func startLoad() {
	words := strings.Fields(os.Getenv(loadEnv))
	percent, err := strconv.Atoi(words[0])
	if err != nil {
		panic(err)
	}
	for _, path := range words[1:] {
		log, err := mapLog(path, unix.PROT_READ|unix.PROT_WRITE)
		if err != nil {
			panic(err)
		}
		begun := make(chan struct{})
		go burnShare(percent, log, begun)
		<-begun
	}
}

func mapLog(path string, prot int) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	size := headSize + entrySize*maxEntries
	if err := file.Truncate(int64(size)); err != nil {
		return nil, err
	}
	return unix.Mmap(int(file.Fd()), 0, size, prot, unix.MAP_SHARED)
}

// burnShare burns a part of every period on a thread that is not the main one,
// and sleeps for the rest.
func burnShare(percent int, log []byte, begun chan<- struct{}) {
	runtime.LockOSThread()
	if unix.Gettid() == os.Getpid() {
		go burnShare(percent, log, begun)
		select {} // keeps the main thread
	}
	binary.NativeEndian.PutUint64(log[8:], uint64(unix.Gettid()))
	close(begun)
	part := loadPeriod * time.Duration(percent) / 100
	for {
		start := mono()
		for now := start; now-start < part; now = mono() {
			note(log)
			for until := now + entryEvery; mono() < until; {
			}
		}
		note(log)
		if rest := loadPeriod - part; rest > 0 {
			ts := unix.NsecToTimespec(int64(rest))
			_ = unix.Nanosleep(&ts, nil)
			note(log)
		}
	}
}

// note adds an entry to the log.
func note(log []byte) {
	n := binary.NativeEndian.Uint64(log)
	if n >= maxEntries {
		return
	}
	var usage unix.Rusage
	entry := log[headSize+n*entrySize:]
	binary.NativeEndian.PutUint64(entry, uint64(mono()))
	if err := unix.Getrusage(unix.RUSAGE_THREAD, &usage); err != nil {
		panic(err)
	}
	binary.NativeEndian.PutUint64(entry[8:], uint64(usage.Utime.Nano()+usage.Stime.Nano()))
	binary.NativeEndian.PutUint64(entry[16:], uint64(mono()))
	atomic.AddUint64(logCount(log), 1)
}

func mono() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		panic(err)
	}
	return time.Duration(ts.Nano())
}

// loadChild is a child that burns and writes down how long it really ran.
type loadChild struct {
	*child

	logs  [][]byte
	epoch time.Time // when the monotonic clock was 0
}

func startLoadChild(t *testing.T, percent, threads int) loadChild {
	t.Helper()
	dir, paths := t.TempDir(), make([]string, threads)
	for i := range paths {
		paths[i] = filepath.Join(dir, strconv.Itoa(i))
	}
	cmd := exec.Command(self(t))
	cmd.Env = []string{fmt.Sprintf("%s=%d %s", loadEnv, percent, strings.Join(paths, " "))}
	l := loadChild{child: startCommand(t, cmd, "load"), epoch: epoch()}
	for _, path := range paths {
		log, err := mapLog(path, unix.PROT_READ)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = unix.Munmap(log) })
		l.logs = append(l.logs, log)
	}
	l.waitFor(t, time.Now())
	return l
}

// epoch returns when the monotonic clock was 0, which Go does not tell.
func epoch() (at time.Time) {
	for shortest := time.Hour; shortest > 10*time.Microsecond; {
		before := time.Now()
		now := mono()
		if took := time.Since(before); took < shortest {
			shortest, at = took, before.Add(took/2-now)
		} else {
			shortest += shortest / 8 // on a busy machine one makes do with less
		}
	}
	return at
}

// others returns how long the threads ran that write no log, Go's own, which
// sleep nearly always: what the scheduler says of them is up to date.
func (l loadChild) others(t *testing.T) (sum time.Duration) {
	t.Helper()
	paths, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", l.PID))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		tid, _ := leadingNumber([]byte(filepath.Base(filepath.Dir(path))))
		if slices.ContainsFunc(l.logs, func(log []byte) bool { return binary.NativeEndian.Uint64(log[8:]) == tid }) {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		ran, _ := leadingNumber(text)
		sum += time.Duration(ran)
	}
	return sum
}

// waitFor waits until the logs go beyond an instant.
func (l loadChild) waitFor(t *testing.T, at time.Time) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; after(loadPeriod) {
		behind := false
		for _, log := range l.logs {
			n := atomic.LoadUint64(logCount(log))
			behind = behind || n == 0 || binary.NativeEndian.Uint64(log[headSize+(n-1)*entrySize:]) < uint64(at.Sub(l.epoch))
		}
		if !behind {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the load has stopped")
		}
	}
}

// truth returns how long the threads had run at an instant: at least and at
// most.
func (l loadChild) truth(t *testing.T, at time.Time) (least, most time.Duration) {
	t.Helper()
	when := uint64(at.Sub(l.epoch))
	for _, log := range l.logs {
		n := int(atomic.LoadUint64(logCount(log)))
		field := func(i, at int) uint64 { return binary.NativeEndian.Uint64(log[headSize+i*entrySize+at:]) }
		next := sort.Search(n, func(i int) bool { return field(i, 0) >= when })
		last := sort.Search(n, func(i int) bool { return field(i, 16) > when }) - 1
		if next == n || last < 0 {
			t.Fatalf("the log of %d entries does not cover the instant", n)
		}
		least += time.Duration(field(last, 8))
		most += time.Duration(field(next, 8))
	}
	return least, most
}

func logCount(log []byte) *uint64 { return (*uint64)(unsafe.Pointer(&log[0])) }
