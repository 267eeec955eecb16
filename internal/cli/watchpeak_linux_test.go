package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// A program that shares 32 MiB with four children for a while.
const briefSharing = `
import os, time
data = bytearray(os.urandom(32 << 20))
children = []
for n in range(4):
    child = os.fork()
    if child == 0:
        time.sleep(3)
        os._exit(0)
    children.append(child)
for child in children: os.waitpid(child, 0)
`

// Pages that are shared count once in the peak by PSS, in text and in JSON, of what is
// watched and of a run.
func TestPeakIsToldByPSS(t *testing.T) {
	python := pythonItself(t)
	for _, command := range []string{"watch", "run"} {
		cmd := program(t, command, "--json", "--", python, "-c", briefSharing)
		var out, stderr bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("one task\n"), &out, &stderr
		killAfter(t, cmd, 30*time.Second)
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v: %s", command, err, stderr.String())
		}
		var end struct {
			Missed  *int
			PeakRSS uint64 `json:"peak_rss_bytes"`
			PeakPSS uint64 `json:"peak_pss_bytes"`
		}
		_, last, _ := strings.Cut(out.String(), `{"event":"run_finished",`)
		if err := json.Unmarshal([]byte("{"+last), &end); err != nil {
			t.Fatalf("%s: last line %q: %v", command, last, err)
		}
		if end.PeakRSS < 128<<20 || end.PeakPSS < 30<<20 || end.PeakPSS > 110<<20 || end.Missed == nil {
			t.Errorf("%s: peak %d MiB by RSS and %d by PSS, want more than 128 and about 32, and what was missed", command, end.PeakRSS>>20, end.PeakPSS>>20)
		}
		if want := mebibytes(end.PeakRSS) + " by RSS, which counts shared pages in each"; !strings.Contains(stderr.String(), "(PSS; "+want) || !strings.Contains(stderr.String(), mebibytes(end.PeakPSS)) {
			t.Errorf("%s: stderr %q, want %q and the PSS of JSON", command, stderr.String(), want)
		}
	}
}
