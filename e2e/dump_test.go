//go:build e2e && linux

package e2e

import (
	"strings"
	"testing"
	"time"
)

func TestAWindowThatHangsTellsWhereItStands(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			d := startDesktop(t)
			p, err := d.Launch(bin)
			must(t, err)
			t.Cleanup(p.Kill)
			_, err = d.Window(within(t, 20*time.Second), "Poolscope")
			must(t, err)
			if got := p.Dump(within(t, 10*time.Second)); !strings.Contains(got, "main.openWindow(") {
				t.Errorf("the window told %q, want the stacks of its goroutines", got)
			}
		})
	}
}
