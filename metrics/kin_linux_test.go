package metrics

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pool reads a process tree as one that is observed is read.
type pool struct {
	tree    *Tree
	sampler *Sampler
}

func newPool(t *testing.T, pid int) pool {
	t.Helper()
	src := NewSource()
	p := pool{NewTree(), NewSampler(src)}
	t.Cleanup(p.tree.Close)
	t.Cleanup(p.sampler.Close)
	p.tree.ReadBy(src)
	if err := p.tree.Add(pid); err != nil {
		t.Fatal(err)
	}
	return p
}

// pss is the sum over the tree, with how many processes that is of.
func (p pool) pss() (sum int64, processes int) {
	var all []Process
	for _, m := range p.tree.Read() {
		all = append(all, m.Process)
	}
	for _, u := range p.sampler.Sample(time.Now(), all).Processes {
		if u.PSS < 0 {
			return Unknown, len(all)
		}
		sum += u.PSS
	}
	return sum, len(all)
}

// settled samples until the PSS of all is known, and gives the time back that this took,
// as some seconds would.
func (p pool) settled(t *testing.T) int64 {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; after(20 * time.Millisecond) {
		if pss, _ := p.pss(); pss >= 0 {
			purse := &p.sampler.paces[footprint].urgent
			purse.saved = purse.limit
			return pss
		}
		if time.Now().After(end) {
			t.Fatal("PSS is not known after 20 s")
		}
	}
}

// checkShared holds the PSS of so many processes against that of the one before it
// forked, at the second sample from now.
func (p pool) checkShared(t *testing.T, when string, alone int64, want int) {
	t.Helper()
	p.pss()
	after(20 * time.Millisecond)
	pss, n := p.pss()
	if n != want || pss-alone < -2<<20 || pss-alone > 8<<20 {
		t.Errorf("%s: PSS of %d processes is %d KiB more than that of the parent alone, want that of %d within 8 MiB", when, n, (pss-alone)>>10, want)
	}
}

func TestSharedMemoryCountsOnceTwoSamplesAfterAForkAndAfterAnEnd(t *testing.T) {
	c := startPart(t, self(t), "share in steps")
	p := newPool(t, c.PID)
	before := p.settled(t)
	c.ask(t, "touch")
	alone := p.settled(t)
	if grown := alone - before; grown < 99<<20 || grown > 107<<20 {
		t.Fatalf("PSS grew by %d MiB before the fork, want 100", grown>>20)
	}
	for range 3 {
		c.ask(t, "fork")
	}
	p.checkShared(t, "after three forks", alone, 4)
	// Each of them ends, and is a zombie: nobody waits for it.
	for i, child := range childrenOf(t, c.PID) {
		p.settled(t)
		if err := unix.Kill(child.PID, unix.SIGKILL); err != nil {
			t.Fatal(err)
		}
		isDead := func(all []Member) bool { m, _ := memberOf(all, child.PID); return m.Dead }
		readUntil(t, p.tree, "a dead child", isDead)
		p.checkShared(t, []string{"after an end", "after two ends", "after all ends"}[i], alone, 4)
	}
}
