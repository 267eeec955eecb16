package workload

import (
	"math"

	"github.com/poolscope/poolscope/launcher/worker"
)

// segmentOdds is how many odd numbers are sieved at a time: as many bytes as
// a processor's first cache holds, whatever n is.
const segmentOdds = 1 << 15

func primesWorkload() Workload {
	return Workload{
		Name:    "primes",
		Summary: "Count the primes below n with a sieve (processor only)",
		Input: Input{
			Help: "n, the primes below it are counted", Number: true, Whole: true, Max: maxCount,
			Examples: `[200000000, 400000000, 80000000, 600000000, 320000000, 40000000, 800000000, 480000000, 240000000, 720000000, 160000000, 640000000]`,
		},
	}.with(func(_ *worker.Call, a arguments) (any, error) { return countPrimes(int(a.n)), nil })
}

// countPrimes is a sieve of Eratosthenes over the odd numbers, in segments.
func countPrimes(n int) int {
	if n <= 2 {
		return 0
	}
	sieve := newSieve(n)
	count := 1 // 2 is the only even one
	for first := 3; first < n; first += 2 * segmentOdds {
		count += sieve.segment(first, min(segmentOdds, (n-first+1)/2))
	}
	return count
}

// sieve crosses out the multiples of its primes. It goes through the segments
// in order.
type sieve struct {
	primes    []int // odd, up to the square root of n
	next      []int // first odd multiple of each that was not crossed out yet
	composite []bool
}

func newSieve(n int) *sieve {
	primes := smallPrimes(int(math.Sqrt(float64(n))) + 1)
	s := &sieve{primes: primes, next: make([]int, len(primes)), composite: make([]bool, segmentOdds)}
	for i, p := range primes {
		s.next[i] = p * p
	}
	return s
}

// segment counts the primes among size odd numbers from first on.
func (s *sieve) segment(first, size int) int {
	composite := s.composite[:size]
	clear(composite)
	for i, p := range s.primes {
		at := (s.next[i] - first) / 2
		for ; at < size; at += p {
			composite[at] = true
		}
		s.next[i] = first + 2*at
	}
	count := 0
	for _, c := range composite {
		if !c {
			count++
		}
	}
	return count
}

// smallPrimes returns the odd primes up to and with n.
func smallPrimes(n int) []int {
	composite := make([]bool, n+1)
	var primes []int
	for p := 3; p <= n; p += 2 {
		if composite[p] {
			continue
		}
		primes = append(primes, p)
		for m := p * p; m <= n; m += 2 * p {
			composite[m] = true
		}
	}
	return primes
}
