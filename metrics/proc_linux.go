package metrics

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// procStat is what is used of /proc/PID/stat (proc_pid_stat(5)).
type procStat struct {
	state   byte   // field 3
	threads int    // field 20
	start   uint64 // field 22, ticks since boot
	core    int    // field 39, -1 before Linux 2.2.8
}

// parseStat parses a stat file. A program may have any bytes in its name, so
// the fields are counted from the last parenthesis.
func parseStat(text []byte) (procStat, error) {
	st := procStat{core: -1}
	end := bytes.LastIndexByte(text, ')')
	if end < 0 {
		return st, errors.New("stat has no name in parentheses")
	}
	field := 3
	for value := range bytes.FieldsSeq(text[end+1:]) {
		if err := setField(&st, field, value); err != nil {
			return st, fmt.Errorf("stat field %d: %w", field, err)
		}
		field++
	}
	if field <= 22 {
		return st, fmt.Errorf("stat ends at field %d", field-1)
	}
	return st, nil
}

func setField(st *procStat, field int, value []byte) (err error) {
	switch field {
	case 3:
		st.state = value[0]
	case 20:
		st.threads, err = strconv.Atoi(string(value))
	case 22:
		st.start, err = strconv.ParseUint(string(value), 10, 64)
	case 39:
		st.core, err = strconv.Atoi(string(value))
	}
	return err
}

// mainEnded tells that the main thread has ended and others live on. Until they
// end too, it looks like a zombie.
func (st procStat) mainEnded() bool { return st.state == 'Z' && st.threads > 1 }

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
