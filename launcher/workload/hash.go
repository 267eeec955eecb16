package workload

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/poolscope/poolscope/launcher/worker"
)

func hashWorkload() Workload {
	return Workload{
		Name:    "hash",
		Summary: "SHA-256 over n MiB in which byte i is i modulo 251 (processor only)",
		Input: Input{
			Help: "MiB to hash", Number: true, Whole: true, Max: 65536,
			Examples: `[400, 800, 600, 200, 1000, 400, 800, 600]`,
		},
	}.with(func(_ *worker.Call, a arguments) (any, error) { return hashMiB(int(a.n)), nil })
}

func hashMiB(n int) string {
	p, digest := newPattern(), sha256.New()
	for i := range n {
		digest.Write(p.mib(i)) // a hash.Hash never returns an error
	}
	return hex.EncodeToString(digest.Sum(nil))
}
