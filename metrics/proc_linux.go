package metrics

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"
)

// procStat is what is used of /proc/PID/stat (proc_pid_stat(5)).
type procStat struct {
	name    []byte // field 2, valid as long as the text
	state   byte   // field 3
	parent  int    // field 4
	group   int    // field 5
	session int    // field 6
	faults  uint64 // fields 10 and 12: pages that came into its memory
	used    uint64 // fields 14 and 15, ticks
	waited  uint64 // fields 16 and 17, ticks: that of children that were waited for
	nice    int    // field 19
	threads int    // field 20
	start   uint64 // field 22, ticks since boot
	size    uint64 // field 23, bytes of its addresses
	pages   uint64 // field 24, of its RSS: may be behind (proc_pid_stat(5))
	image   uint64 // field 28, where the stack begins: each exec has it elsewhere, and strangers see 0
	core    int    // field 39, Unknown before Linux 2.2.8
}

// parseStat parses a stat file. A program may have any bytes in its name, so
// the fields are counted from the last parenthesis.
func parseStat(text []byte) (procStat, error) {
	st := procStat{core: Unknown}
	begin, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if begin < 0 || end < begin {
		return st, errors.New("stat has no name in parentheses")
	}
	st.name = text[begin+1 : end]
	rest, field := text[end+1:], 3
	for ; field <= 39; field++ {
		var value []byte
		if value, rest = nextField(rest); len(value) == 0 {
			break
		}
		if !st.set(field, value) {
			return st, fmt.Errorf("stat field %d is no number: %q", field, value)
		}
	}
	if field <= 22 {
		return st, fmt.Errorf("stat ends at field %d", field-1)
	}
	return st, nil
}

// set takes the value of a field and tells whether it could be one.
func (st *procStat) set(field int, value []byte) bool {
	switch field {
	case 3:
		st.state = value[0]
		return true
	case 4, 5, 6, 10, 12, 14, 15, 16, 17, 20, 22, 23, 24, 28, 39:
		n, rest := leadingNumber(value)
		if len(rest) > 0 {
			return false
		}
		st.setNumber(field, n)
	case 19:
		minus := value[0] == '-'
		if minus {
			value = value[1:]
		}
		n, rest := leadingNumber(value)
		if len(value) == 0 || len(rest) > 0 {
			return false
		}
		if st.nice = int(n); minus {
			st.nice = -st.nice
		}
	}
	return true
}

func (st *procStat) setNumber(field int, n uint64) {
	switch field {
	case 4:
		st.parent = int(n)
	case 5:
		st.group = int(n)
	case 6:
		st.session = int(n)
	case 10, 12:
		st.faults += n
	case 14, 15:
		st.used += n
	case 16, 17:
		st.waited += n
	case 20:
		st.threads = int(n)
	case 22:
		st.start = n
	case 23:
		st.size = n
	case 24:
		st.pages = n
	case 28:
		st.image = n
	case 39:
		st.core = int(n)
	}
}

// nextField cuts off what stands before the next blank.
func nextField(text []byte) (field, rest []byte) {
	i := 0
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	end := i
	for end < len(text) && !isBlank(text[end]) {
		end++
	}
	return text[i:end], text[end:]
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// leadingNumber reads the digits that text begins with, after blanks, and
// returns what follows: all of text when there are none.
func leadingNumber(text []byte) (n uint64, rest []byte) {
	i := 0
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	begin := i
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		n = n*10 + uint64(text[i]-'0')
		i++
	}
	if i == begin {
		return 0, text
	}
	return n, text[i:]
}

// namedText returns the rest of the line after a name, without blanks around it.
func namedText(text []byte, name string) []byte {
	i := bytes.Index(text, []byte(name))
	if i < 0 {
		return nil
	}
	value := text[i+len(name):]
	if end := bytes.IndexByte(value, '\n'); end >= 0 {
		value = value[:end]
	}
	return bytes.TrimSpace(value)
}

// named returns the number after a name, or Unknown.
func named(text []byte, name string) int64 {
	if i := bytes.Index(text, []byte(name)); i >= 0 {
		return numberAt(text[i+len(name):])
	}
	return Unknown
}

// firstNamed is named where the text begins with the name.
func firstNamed(text []byte, name string) int64 {
	if len(text) < len(name) || string(text[:len(name)]) != name {
		return Unknown
	}
	return numberAt(text[len(name):])
}

func numberAt(text []byte) int64 {
	n, rest := leadingNumber(text)
	if len(rest) == len(text) || n > 1<<62 {
		return Unknown
	}
	return int64(n)
}

// mainEnded tells that the main thread has ended and others live on. Until they
// end too, it looks like a zombie.
func (st *procStat) mainEnded() bool { return st.state == 'Z' && st.threads > 1 }

// stateName names the kernel's letter (task_state_array in fs/proc/array.c).
func stateName(letter byte) string {
	switch letter {
	case 'R':
		return stateRunning
	case 'S':
		return stateSleeping
	case 'D':
		return stateDiskWait
	case 'T', 't':
		return stateStopped
	case 'Z':
		return stateZombie
	case 'I':
		return stateIdle
	default:
		return stateUnknown
	}
}

// statusField returns the number after a name in a status file, 0 when there is
// none.
func statusField(status []byte, name string) uint64 { return uint64(max(0, named(status, name))) }

// readProc reads a whole file of /proc into buf, which it may replace by a
// larger one. It does with three system calls what os.ReadFile does with six.
func readProc(path string, buf []byte) ([]byte, error) {
	fd, err := retry(func() (int, error) { return unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0) })
	if err != nil {
		return nil, err
	}
	defer func() { _ = unix.Close(fd) }()
	buf = buf[:0]
	for {
		buf = slices.Grow(buf, 512)
		n, err := retry(func() (int, error) { return unix.Read(fd, buf[len(buf):cap(buf)]) })
		if err != nil {
			return nil, err
		}
		if n <= 0 {
			return buf, nil
		}
		buf = buf[:len(buf)+n]
	}
}

// retry repeats a system call that a signal interrupted, as Go's own
// preemption does (signal(7)).
func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// hasMemoryOf tells that nothing says that the RSS is another than it was: no page came,
// and none that counts went.
func (st *procStat) hasMemoryOf(before *procStat) bool {
	return st.faults == before.faults && st.size == before.size && st.pages == before.pages
}
