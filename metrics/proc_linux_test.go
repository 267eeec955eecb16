package metrics

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/shirou/gopsutil/v3/cpu"
	"golang.org/x/sys/unix"
)

// guestTimes is a core that was busy for 60 seconds, 25 of them for guests,
// which the kernel counts under user and nice too.
func guestTimes() cpu.TimesStat {
	return cpu.TimesStat{
		CPU: "cpu3", User: 30, Nice: 10, System: 10, Irq: 3, Softirq: 2, Steal: 5,
		Idle: 30, Iowait: 10, Guest: 20, GuestNice: 5,
	}
}

const statTail = " 1 4711 4711 0 -1 4194304 102 0 0 0 7 8 0 0 20 0 6 0 98746 3133440 416 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 3 0 0 0 0 0"

func TestStatIsParsedAfterTheLastParenthesis(t *testing.T) {
	for _, name := range []string{"cat", "", "a b", ")", ") R 9 (", "x\n) Z 1\n", "((", "))"} {
		got, err := parseStat([]byte("4711 (" + name + ") S" + statTail + "\n"))
		want := procStat{name: []byte(name), state: 'S', parent: 1, group: 4711, session: 4711, faults: 102, used: 15, size: 3133440, pages: 416, threads: 6, start: 98746, core: 3}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: stat = %+v, %v, want %+v", name, got, err, want)
		}
	}
}

func TestNiceMayBeNegative(t *testing.T) {
	for text, want := range map[string]int{" 20 0 6 ": 0, " 15 -5 6 ": -5, " 39 19 6 ": 19, " 0 -20 6 ": -20} {
		got, err := parseStat([]byte("4711 (cat) S" + strings.Replace(statTail, " 20 0 6 ", text, 1)))
		if err != nil || got.nice != want {
			t.Errorf("nice = %d, %v, want %d", got.nice, err, want)
		}
	}
	if got, err := parseStat([]byte("4711 (cat) S" + strings.Replace(statTail, " 20 0 6 ", " 20 - 6 ", 1))); err == nil {
		t.Errorf("stat = %+v, want an error", got)
	}
}

func TestBrokenStatIsAnError(t *testing.T) {
	for _, text := range []string{
		"", "4711 (cat", "4711 (cat)", "4711 (cat) S 1 2 3",
		"4711 (cat) S" + strings.Replace(statTail, " 98746", " never", 1),
		"4711 (cat) S" + strings.Replace(statTail, " 6 0", " six 0", 1),
		"4711 (cat) S" + strings.Replace(statTail, " 17 3 ", " 17 three ", 1),
	} {
		if got, err := parseStat([]byte(text)); err == nil {
			t.Errorf("%q: stat = %+v, want an error", text, got)
		}
	}
}

func TestStatOfOldKernelsHasNoCore(t *testing.T) {
	head, _, _ := strings.Cut(statTail, " 17 3")
	got, err := parseStat([]byte("4711 (cat) S" + head))
	if err != nil || got.core != -1 {
		t.Errorf("core = %d, %v, want -1", got.core, err)
	}
}

func FuzzStat(f *testing.F) {
	f.Add([]byte("4711 (cat) S" + statTail))
	f.Fuzz(func(_ *testing.T, text []byte) {
		_, _ = parseStat(text) // does not panic
		_ = parseSwitches(text)
	})
}

func TestStateHasAWord(t *testing.T) {
	for letter, want := range map[byte]string{
		'R': "running", 'S': "sleeping", 'D': "disk wait", 'T': "stopped", 't': "stopped", 'Z': "zombie", 'I': "idle", 'P': "unknown",
	} {
		if got := stateName(letter); got != want {
			t.Errorf("%c = %q, want %q", letter, got, want)
		}
	}
}

func TestSwitchesSurviveAThreadsEnd(t *testing.T) {
	var m switchMeter
	m.add([]threadSwitches{{1, switchCount{10, 1, 3}}, {2, switchCount{100, 5, 0}}})
	m.add([]threadSwitches{{1, switchCount{15, 2, 3}}})                             // thread 2 ended
	m.add([]threadSwitches{{1, switchCount{16, 2, 4}}, {2, switchCount{3, 1, 5}}})  // its number is another's
	m.add([]threadSwitches{{1, switchCount{16, 2, 4}}, {2, switchCount{13, 1, 7}}}) // which goes on
	m.add([]threadSwitches{{1, switchCount{16, 2, 4}}, {2, switchCount{4, 9, 1}}})  // and once more another's
	if got, want := m.total, (switchCount{133, 17, 12}); got != want {
		t.Errorf("switches = %v, want %v", got, want)
	}
	m.add([]threadSwitches{{1, switchCount{17, 2, Unknown}}})
	if got, want := m.total, (switchCount{134, 17, Unknown}); got != want {
		t.Errorf("switches where migrations are not counted = %v, want %v", got, want)
	}
}

func TestSwitchesAreFoundByTheirWholeName(t *testing.T) {
	for text, want := range map[string]switchCount{
		"Name:\tcat\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n": {12, 3, Unknown},
		"Name:\tcat\nnonvoluntary_ctxt_switches:\t3\nvoluntary_ctxt_switches:\t12":   {12, 3, Unknown},
		"Name:\tcat\nvoluntary_ctxt_switches:\tmany\n":                               {0, 0, Unknown},
		"": {0, 0, Unknown},
	} {
		if got := parseSwitches([]byte(text)); got != want {
			t.Errorf("%q: switches = %v, want %v", text, got, want)
		}
	}
}

func TestLongFileIsReadWhole(t *testing.T) {
	got, err := readProc("/proc/self/smaps", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), "[stack]") || len(got) < 4096 {
		t.Errorf("read %d bytes without the stack, want all of it", len(got))
	}
	if _, err := readProc("/proc/self/nothing", nil); !errors.Is(err, unix.ENOENT) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error = %v, want that it does not exist", err)
	}
}
