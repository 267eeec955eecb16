package results

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

// hostile are inputs that have led out of a folder, or collided, somewhere.
func hostile(tb testing.TB) []json.RawMessage {
	tb.Helper()
	all := []json.RawMessage{
		[]byte(`["a","b"]`), []byte(`{"name":"../x"}`), []byte(`7`), []byte(`null`), []byte(`"\udc80\udcff"`), nil,
	}
	long := strings.Repeat("x", 255)
	for _, text := range []string{
		"..", ".", "", "/", "a/b", "a_b", "a\\b", "../../etc/passwd", "con", "CON", "nul.txt", "a", "A", "é", "e\u0301", " ", "a ", "a.",
		"-rf", "~", "$(id)", "a\nb", "a\x00b", "C:\\x", "a:b", "\u202e", strings.Repeat("a", 301), long + "1", long + "2",
	} {
		input, err := json.Marshal(text)
		if err != nil {
			tb.Fatalf("marshal: %v", err)
		}
		all = append(all, input)
	}
	return all
}

func TestNoInputLeavesTheFolderOrMeetsAnother(t *testing.T) {
	outside := t.TempDir()
	dir := filepath.Join(outside, "in", "results")
	f := openIn(t, dir)
	inputs := hostile(t)
	for task, input := range inputs {
		if err := f.Output(task, input, launcher.Stdout, []byte(prefixOf(task))); err != nil {
			t.Errorf("task %d (input %.20s): %v", task, input, err)
		}
		if err := f.Finished(launcher.Result{Task: task, Input: input, State: launcher.Done}); err != nil {
			t.Errorf("task %d (input %.20s): %v", task, input, err)
		}
	}
	folders := namesIn(t, dir)
	if len(folders) != len(inputs) {
		t.Errorf("folders = %d, want %d", len(folders), len(inputs))
	}
	for task, name := range folders {
		if got, want := read(t, dir, name, "stdout"), prefixOf(task); got != want || !strings.HasPrefix(name, want) {
			t.Errorf("%s/stdout = %q, want %q", name, got, want)
		}
	}
	for _, beside := range []string{outside, filepath.Join(outside, "in")} {
		if got := namesIn(t, beside); len(got) != 1 {
			t.Errorf("%s holds %q, want one folder", filepath.Base(beside), got)
		}
	}
}

func TestNameTellsItsInput(t *testing.T) {
	for _, c := range []struct{ input, want string }{
		{`"photo 1.png"`, "0000007-photo_1.png-"},
		{`"a/b"`, "0000007-a_b-"},
		{`""`, "0000007-"},
		{`["x","y"]`, "0000007-_x_y_-"},
		{`12`, "0000007-12-"},
		{`"` + strings.Repeat("z", 300) + `"`, "0000007-" + strings.Repeat("z", 40) + "-"},
	} {
		name := nameOf(7, []byte(c.input))
		if got := name[:len(name)-hashed]; got != c.want {
			t.Errorf("name of %.20s = %q, want %q and a hash", c.input, name, c.want)
		}
	}
}

func FuzzNameIsPortableAndUnique(f *testing.F) {
	for task, input := range hostile(f) {
		f.Add(task, []byte(input), task+1, []byte(`"other"`))
	}
	f.Fuzz(func(t *testing.T, task int, input []byte, other int, otherInput []byte) {
		task, other = task&0xfffffff, other&0xfffffff
		name := nameOf(task, input)
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") != "" {
			t.Errorf("name %q has characters that some systems refuse", name)
		}
		if len(name) > 100 || !filepath.IsLocal(name) || filepath.Base(name) != name || !isTask(name) {
			t.Errorf("name %q is none of a folder in the folder", name)
		}
		if again := nameOf(task, input); again != name {
			t.Errorf("name = %q and then %q, want the same", name, again)
		}
		// Systems differ in what they take for the same: case at least.
		if task != other && strings.EqualFold(name, nameOf(other, otherInput)) {
			t.Errorf("tasks %d and %d are both %q", task, other, name)
		}
	})
}

func TestOtherFoldersAreNotTakenForATasks(t *testing.T) {
	for _, name := range []string{"", "-", "0000001", "20240101-holiday", "0000001-", "0000001-x-12345678z", "x0000001-12345678", "001-12345678", "0000001-ax12345678"} {
		if isTask(name) {
			t.Errorf("isTask(%q) = true, want false", name)
		}
	}
}

func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func read(t *testing.T, elements ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Errorf("read: %v", err)
	}
	return string(data)
}
