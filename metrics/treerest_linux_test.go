package metrics

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// shared returns a tree that is read by a Source, and a Sampler of that.
func shared(t *testing.T) (*Tree, *Sampler) {
	t.Helper()
	src := NewSource()
	tree, s := NewTree(), NewSampler(src)
	t.Cleanup(tree.Close)
	t.Cleanup(s.Close)
	tree.ReadBy(src)
	return tree, s
}

// processesOf reads a tree.
func processesOf(tree *Tree) []Process {
	var all []Process
	for _, m := range tree.Read() {
		all = append(all, m.Process)
	}
	return all
}

// trees are the two ways that members are read.
func trees(t *testing.T) map[string]*Tree {
	t.Helper()
	by, _ := shared(t)
	alone := NewTree()
	t.Cleanup(alone.Close)
	return map[string]*Tree{"alone": alone, "by a source": by}
}

func TestMemberWhosePIDIsGivenAgainIsGone(t *testing.T) {
	for name, tree := range trees(t) {
		c := startPart(t, self(t), "echo")
		if err := tree.Add(c.PID); err != nil {
			t.Fatal(err)
		}
		tree.Read()
		tree.Read()
		takePID(t, c)
		if n := len(tree.Read()); n != 0 {
			t.Errorf("%s: %d processes, want none: who has the PID now is a stranger", name, n)
		}
		if err := tree.Add(c.PID); err != nil {
			t.Fatal(err)
		}
		if n := len(tree.Read()); n != 1 {
			t.Errorf("%s: %d processes once the stranger is wanted, want it", name, n)
		}
	}
}

func TestSamplerTakesOverWhatTheTreeHasRead(t *testing.T) {
	f, _ := shell(t, "echo $$; sleep 100 & echo $!; read x")
	f.number()
	child := f.number()
	tree, s := shared(t)
	if err := tree.Add(f.pid()); err != nil {
		t.Fatal(err)
	}
	readUntil(t, tree, "two processes", func(m []Member) bool { return len(m) == 2 })
	all := processesOf(tree)
	h := tree.members[child].kept
	at := h.newest.at
	if u := usageOf(t, s.Sample(time.Now(), all), child); u.RSS == 0 || !h.newest.at.Equal(at) || h.ahead {
		t.Errorf("RSS = %d, read %v later, want what the tree read", u.RSS, h.newest.at.Sub(at))
	}
	// Nobody read it for the second one.
	if s.Sample(time.Now(), all); h.newest.at.Equal(at) {
		t.Error("the second sample has the reading of the first, want one of its own")
	}
	after(aheadFor)
	tree.Read()
	at = h.newest.at
	after(2 * aheadFor)
	if s.Sample(time.Now(), all); h.newest.at.Equal(at) {
		t.Error("a sample has a reading that is too old, want one of its own")
	}
}

func TestOrphanThatRestsHasItsNewParentAtOnce(t *testing.T) {
	for name, tree := range trees(t) {
		f, _ := shell(t, `sh -c 'sleep 100 & echo $!; echo $$; exec sleep 100' & read x; kill $!; wait; echo gone; read x`)
		orphan, parent := f.number(), f.number()
		if err := tree.Add(f.pid()); err != nil {
			t.Fatal(err)
		}
		readUntil(t, tree, "three processes that rest", func(all []Member) bool {
			m, _ := memberOf(all, orphan)
			return len(all) == 3 && m.Parent == parent && m.Name == "sleep"
		})
		f.say("end it")
		f.line()
		all := tree.Read()
		if m, ok := memberOf(all, orphan); !ok || m.Parent == parent || len(all) != 2 {
			t.Errorf("%s: parent = %d of %d members, want another than %d, of 2", name, m.Parent, len(all), parent)
		}
	}
}

// A thread looks as a process of the same parent does.
func TestThreadOfAChildIsNoMember(t *testing.T) {
	tree := NewTree()
	defer tree.Close()
	tree.Adopt(os.Getppid())
	tid, hold := make(chan int), make(chan struct{})
	defer close(hold)
	onThread(hold, func() { tid <- unix.Gettid() })
	k, err := tree.look.at(<-tid)
	if err != nil || k.parent != os.Getppid() {
		t.Fatalf("parent = %d, %v, want %d", k.parent, err, os.Getppid())
	}
	tree.meet(k)
	if n := len(tree.order); n != 0 {
		t.Errorf("%d members, want none", n)
	}
}

func TestChildWithAPIDOfItsChoiceIsFound(t *testing.T) {
	c := startPart(t, self(t), "stranger")
	gone := startPart(t, self(t), "echo")
	gone.end()
	tree := plant(t, c.PID)
	for range 2 * looksAfterNews {
		tree.Read()
	}
	if got := c.reply(t, strconv.Itoa(gone.PID)); got != strconv.Itoa(gone.PID) {
		t.Skip("the kernel gives no PID that one asks for: ", got)
	}
	for n := 1; ; n++ {
		if _, ok := memberOf(tree.Read(), gone.PID); ok {
			return
		}
		if n > trustFor+looksAfterNews {
			t.Fatalf("%d is no member after %d readings", gone.PID, n)
		}
	}
}

// Once warm, a reading of many costs no more memory than one of few, but for the
// slice that the caller keeps.
func TestReadingATreeAllocatesNothingForEachProcess(t *testing.T) {
	f, _ := shell(t, "for i in $(seq 60); do sleep 100 & done; echo ready; wait")
	f.line()
	tree, s := shared(t)
	if err := tree.Add(f.pid()); err != nil {
		t.Fatal(err)
	}
	readUntil(t, tree, "61 processes", func(m []Member) bool { return len(m) == 61 })
	all := make([]Process, 0, 100)
	read := func() {
		all = all[:0]
		for _, m := range tree.Read() {
			all = append(all, m.Process)
		}
		s.Sample(time.Now(), all)
	}
	for range 300 {
		read()
	}
	runtime.GC()
	if n := testing.AllocsPerRun(100, read); n > 20 {
		t.Errorf("%v allocations to read %d processes, want 20 at most", n, len(all))
	}
}
