package metrics

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// lookAtKin is the part of who is asked for a tree, by the PID of its root at first:
// the reply tells of each member its PID, whether it is hidden, its name, and whether
// there is a reading of it.
func lookAtKin() func(line string) string {
	src := NewSource()
	tree, s := NewTree(), NewSampler(src)
	tree.ReadBy(src)
	return func(line string) string {
		if pid, err := strconv.Atoi(line); err == nil {
			if err := tree.Add(pid); err != nil {
				return err.Error()
			}
		}
		members := tree.Read()
		var all []Process
		for _, m := range members {
			all = append(all, m.Process)
		}
		read := map[int]bool{}
		for _, u := range s.Sample(time.Now(), all).Processes {
			read[u.PID] = true
		}
		var words []string
		for _, m := range members {
			words = append(words, fmt.Sprintf("%d hidden=%t name=%s read=%t", m.PID, m.Hidden, m.Name, read[m.PID]))
		}
		return strings.Join(words, ", ")
	}
}

// startOnlooker starts a part as a user who owns nothing and to whom processes of others
// are hidden: in a mount namespace and by a mount of its own, as to remount would change
// /proc for all (mount_namespaces(7), proc(5)).
func startOnlooker(t *testing.T, hidepid int) *child {
	t.Helper()
	for _, tool := range []string{"setpriv", "unshare", "mount"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s: %v", tool, err)
		}
	}
	if os.Getuid() != 0 || exec.Command("unshare", "-m", "mount", "-t", "proc", "proc", "/proc").Run() != nil {
		t.Skip("only root can hide processes, and where namespaces of mounts are allowed")
	}
	script := fmt.Sprintf(`mount -t proc -o hidepid=%d proc /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0"`, hidepid)
	cmd := exec.Command("unshare", "-m", "/bin/sh", "-c", script, copyForAll(t))
	cmd.Dir = "/"
	return startCommand(t, cmd, "look at kin")
}

// A child that belongs to somebody else, as one that sudo started.
const withStrangersChild = `sleep 100 & echo $!; exec setpriv --reuid 65534 --regid 65534 --clear-groups sh -c 'sleep 100 & echo $!; read x; sleep 100 & echo $!; read x'`

func TestHiddenDescendantIsListedAndTheOthersAreRead(t *testing.T) {
	for _, hidepid := range []int{1, 2} {
		t.Run(fmt.Sprint("hidepid=", hidepid), func(t *testing.T) {
			onlooker := startOnlooker(t, hidepid)
			f, _ := shell(t, withStrangersChild)
			hidden, seen := f.number(), f.number()
			want := fmt.Sprintf("%d hidden=false name=sh read=true, %d hidden=true name= read=false, %d hidden=false name=sleep read=true", f.pid(), hidden, seen)
			got := onlooker.reply(t, strconv.Itoa(f.pid()))
			for end := time.Now().Add(10 * time.Second); got != want && time.Now().Before(end); after(time.Millisecond) {
				got = onlooker.reply(t, "again")
			}
			if got != want {
				t.Fatalf("tree = %s, want %s", got, want)
			}
			f.say("another child")
			other := fmt.Sprintf(", %d hidden=false name=sleep read=true", f.number())
			for end := time.Now().Add(10 * time.Second); got != want+other && time.Now().Before(end); after(time.Millisecond) {
				got = onlooker.reply(t, "again")
			}
			if got != want+other {
				t.Fatalf("tree = %s, want %s more", got, other)
			}
			// The shell that is told of the end waits for it.
			if err := unix.Kill(hidden, unix.SIGKILL); err != nil {
				t.Fatal(err)
			}
			_ = unix.Kill(-f.pid(), unix.SIGKILL)
			_ = f.cmd.Wait()
			for end := time.Now().Add(10 * time.Second); got != "" && time.Now().Before(end); after(time.Millisecond) {
				got = onlooker.reply(t, "again")
			}
			if got != "" {
				t.Errorf("tree = %s once all have ended, want nobody", got)
			}
		})
	}
}
