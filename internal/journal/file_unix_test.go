//go:build unix

package journal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestLogIsForItsUserAlone(t *testing.T) {
	before := unix.Umask(0)
	defer unix.Umask(before)
	for name, begin := range map[string]func(string) error{
		"created": func(path string) error {
			w, err := Create(path, Lines, Run{})
			if err == nil {
				err = w.Close()
			}
			return err
		},
		"resumed": func(path string) error {
			p, err := Resume(path)
			if err == nil {
				err = p.Close()
			}
			return err
		},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := begin(path); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode = %o, want 600", name, info.Mode().Perm())
		}
	}
}

func refusals(t *testing.T, path, create, goOn string) {
	t.Helper()
	if _, err := Create(path, Lines, Run{}); err == nil || !strings.Contains(err.Error(), create) {
		t.Errorf("create: error = %v, want %q", err, create)
	}
	if _, err := Resume(path); err == nil || !strings.Contains(err.Error(), goOn) {
		t.Errorf("resume: error = %v, want %q", err, goOn)
	}
}

func TestFileThatIsThereIsNotOverwritten(t *testing.T) {
	path := logOf(t, []byte("mine\n"))
	refusals(t, path, "--resume", "cannot be read")
	if got := content(t, path); string(got) != "mine\n" {
		t.Errorf("file = %q, want it as it was", got)
	}
}

func TestLinksFoldersAndPipesAreRefused(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for _, err := range []error{
		os.WriteFile(at("file"), nil, 0o600), os.Symlink("file", at("link")), os.Symlink("nothing", at("dangling")),
		os.Mkdir(at("folder"), 0o700), unix.Mkfifo(at("pipe"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	refusals(t, at("link"), "is there already", "symbolic link")
	refusals(t, at("dangling"), "is there already", "symbolic link")
	refusals(t, at("folder"), "is there already", "is a directory")
	refusals(t, at("pipe"), "is there already", "no regular file")
	if _, err := os.Lstat(at("nothing")); err == nil {
		t.Error("a file was made behind a link")
	}
}

func TestWayOverLinkOfSomebodyElseIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a link away")
	}
	folder := t.TempDir()
	if err := os.Symlink(t.TempDir(), filepath.Join(folder, "way")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "way", "run.log")
	closed(t, create(t, path, Lines, Run{}))
	if err := os.Lchown(filepath.Join(folder, "way"), 12345, 12345); err != nil {
		t.Fatal(err)
	}
	refusals(t, path, "link of somebody else", "link of somebody else")
}

func TestLogOfSomebodyElseIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	path := logOf(t, nil)
	if err := os.Chown(path, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if _, err := Resume(path); err == nil || !strings.Contains(err.Error(), "somebody else") {
		t.Errorf("error = %v, want one that names the owner", err)
	}
}

// What is in the log decides which processes are ended.
func TestLogThatOthersMayWriteIsRefused(t *testing.T) {
	for _, format := range []Format{Lines, Joblog} {
		path := logOf(t, written(t, format, Run{}, nil))
		if err := os.Chmod(path, 0o620); err != nil {
			t.Fatal(err)
		}
		p, err := Resume(path)
		if (err != nil) != (format == Lines) {
			t.Errorf("%s: error = %v", format, err)
		}
		if err == nil {
			closed(t, p)
		}
	}
}

func TestTwoRunsNeverWriteOneLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	w := create(t, path, Lines, Run{})
	if _, err := Resume(path); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("error = %v, want one that names the other run", err)
	}
	closed(t, w)
	closed(t, resume(t, path))
}

func TestLockThatGoesInAMomentIsWaitedFor(t *testing.T) {
	path := logOf(t, nil)
	held, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := lock(held); err != nil {
		t.Fatal(err)
	}
	release := time.AfterFunc(50*time.Millisecond, func() { _ = held.Close() })
	defer release.Stop()
	closed(t, resume(t, path))
}
