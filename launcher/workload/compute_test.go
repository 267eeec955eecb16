package workload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/poolscope/poolscope/launcher/worker"
)

func TestHelloGreetsByName(t *testing.T) {
	tests := []struct{ input, want string }{
		{"", "Hello, World! This is Process-3."},
		{"null", "Hello, World! This is Process-3."},
		{`"Ada"`, "Hello, Ada! This is Process-3."},
		{`"50 % \u0041"`, "Hello, 50 % A! This is Process-3."},
		{"7", "Hello, 7! This is Process-3."},
	}
	for _, test := range tests {
		var stdout bytes.Buffer
		got := result(t, "hello", worker.Call{Worker: "Process-3", Input: input(test.input), Stdout: &stdout})
		if got != test.want || stdout.String() != test.want+"\n" {
			t.Errorf("hello of %s returned %q and printed %q, want %q", test.input, got, stdout.String(), test.want)
		}
	}
}

func TestNumberPrintsWhatItWasGiven(t *testing.T) {
	for _, number := range []string{"1", "-2.50", "1e3", "9007199254740991"} {
		var stdout bytes.Buffer
		got := result(t, "number", worker.Call{Worker: "Process-1", Input: input(number), Stdout: &stdout})
		if want := "Process Process-1: " + number + "\n"; got != nil || stdout.String() != want {
			t.Errorf("number of %s returned %v and printed %q, want nil and %q", number, got, stdout.String(), want)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestAFailingPrintFailsTheTask(t *testing.T) {
	for _, name := range []string{"hello", "number"} {
		if _, err := run(t, name, worker.Call{Input: input("1"), Stdout: brokenPipe{}}); err == nil {
			t.Errorf("%s ignored that nothing could be printed", name)
		}
	}
}

func TestPrimesAreCountedAsKnown(t *testing.T) {
	known := map[string]int{
		"0": 0, "1": 0, "2": 0, "3": 1, "4": 2, "5": 2, "6": 3, "100": 25, "1000": 168,
		"1000000": 78498, "10000000": 664579, "100000000": 5761455,
	}
	for n, want := range known {
		if got := result(t, "primes", worker.Call{Input: input(n)}); got != want {
			t.Errorf("primes below %s = %v, want %d", n, got, want)
		}
	}
}

func TestPrimesAgreeWithTrialDivision(t *testing.T) {
	count := 0 // primes below n
	for n := range 140_000 {
		edge := n%(2*segmentOdds) < 10 || n%(2*segmentOdds) > 2*segmentOdds-10
		if n < 2000 || edge {
			if got := countPrimes(n); got != count {
				t.Fatalf("primes below %d = %d, want %d", n, got, count)
			}
		}
		if isPrime(n) {
			count++
		}
	}
}

func isPrime(n int) bool {
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return n > 1
}

func TestPiComesCloser(t *testing.T) {
	got, ok := result(t, "pi", worker.Call{Input: input("4000000")}).(float64)
	// The standard deviation of the estimate is 4 sqrt(p (1-p) / n), p = pi/4.
	if deviation := 1.64 / math.Sqrt(4e6); !ok || math.Abs(got-math.Pi) > 3*deviation {
		t.Errorf("pi = %v, want %v within %v", got, math.Pi, 3*deviation)
	}
}

func TestRandomNumbersStayTheSame(t *testing.T) {
	// Pinned: a plan must give the same results in every release.
	if got := result(t, "pi", worker.Call{Input: input("1000"), Task: 2}); got != pinnedPi {
		t.Errorf("pi from 1000 points, seed 1, task 2 = %v, want %v", got, pinnedPi)
	}
	for _, name := range []string{"pi", "matmul", "sort"} {
		first := result(t, name, worker.Call{Input: input("101")})
		if again := result(t, name, worker.Call{Input: input("101"), Worker: "Process-9", Attempt: 2}); again != first {
			t.Errorf("%s again = %v, want %v", name, again, first)
		}
		if other := result(t, name, worker.Call{Input: input("101"), Task: 1}); other == first {
			t.Errorf("%s of another task = %v as well", name, other)
		}
		if other := result(t, name, worker.Call{Input: input("101"), Params: map[string]float64{"seed": 2}}); other == first {
			t.Errorf("%s of another seed = %v as well", name, other)
		}
	}
}

const pinnedPi = 3.088

func TestFibIsTheSequence(t *testing.T) {
	for n, want := range map[string]int64{"0": 0, "1": 1, "2": 1, "10": 55, "30": 832040} {
		if got := result(t, "fib", worker.Call{Input: input(n)}); got != want {
			t.Errorf("fib %s = %v, want %d", n, got, want)
		}
	}
}

func TestMatricesAreMultiplied(t *testing.T) {
	product := multiply([]float64{1, 2, 3, 4}, []float64{5, 6, 7, 8}, 2)
	for i, want := range []float64{19, 22, 43, 50} {
		if product[i] != want {
			t.Errorf("product[%d] = %v, want %v", i, product[i], want)
		}
	}
}

func TestTraceAgreesWithTheSumOverBothMatrices(t *testing.T) {
	const n = 37
	source := rand.NewPCG(5, 3)
	a, b := matrix(n, source), matrix(n, source)
	want := 0.0 // tr(AB) is the sum of a[i,j] b[j,i]
	for i := range n {
		for j := range n {
			want += a[i*n+j] * b[j*n+i]
		}
	}
	got, _ := result(t, "matmul", worker.Call{Input: input("37"), Task: 3, Params: map[string]float64{"seed": 5}}).(float64)
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("trace = %v, want %v", got, want)
	}
}

func TestMandelbrotHasItsArea(t *testing.T) {
	const area = 1.50659 // Bittner, Cheong, Gates, Nguyen, "New approximations for the area of the Mandelbrot set", 2014
	inside, _ := result(t, "mandelbrot", worker.Call{Input: input("500"), Params: map[string]float64{"iterations": 2000}}).(int)
	got := float64(inside) / (500 * 500) * gridSide * gridSide
	if math.Abs(got-area) > 0.01 {
		t.Errorf("area = %v, want %v", got, area)
	}
}

func TestMandelbrotKnowsSinglePoints(t *testing.T) {
	for _, c := range [][2]float64{{0, 0}, {-1, 0}, {-2, 0}, {0.25, 0}, {0, 1}} {
		if !bounded(c[0], c[1], 1000) {
			t.Errorf("%v is outside, want inside", c)
		}
	}
	for _, c := range [][2]float64{{0.5, 0}, {1, 0}, {-2.01, 0}, {0, 1.1}} {
		if bounded(c[0], c[1], 1000) {
			t.Errorf("%v is inside, want outside", c)
		}
	}
}

func TestMedianHasAsManyBelowAsAbove(t *testing.T) {
	for _, n := range []string{"1", "2", "101", "1000"} {
		got, _ := result(t, "sort", worker.Call{Input: input(n), Task: 4}).(float64)
		size, _ := number(input(n))
		below, above := 0, 0
		for _, v := range uniform(int(size), rand.NewPCG(1, 4)) {
			switch {
			case v < got:
				below++
			case v > got:
				above++
			}
		}
		if below != above || below != int(size)/2 {
			t.Errorf("of %s numbers %d are below the median and %d above", n, below, above)
		}
	}
}

func TestMedianOfTwoIsBetweenThem(t *testing.T) {
	if got := median([]float64{4, 1}); got != 2.5 {
		t.Errorf("median = %v, want 2.5", got)
	}
}

func TestHashIsOfTheDefinedBytes(t *testing.T) {
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // FIPS 180-4, of no bytes
	if got := result(t, "hash", worker.Call{Input: input("0")}); got != empty {
		t.Errorf("hash of nothing = %v, want %s", got, empty)
	}
	data := make([]byte, 3*mebibyte)
	for i := range data {
		data[i] = byte(i % 251)
	}
	sum := sha256.Sum256(data)
	if got, want := result(t, "hash", worker.Call{Input: input("3")}), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("hash of 3 MiB = %v, want %s", got, want)
	}
}

func TestSleepWaitsAsLongAsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		got := result(t, "sleep", worker.Call{Input: input("3600.5")})
		if took := time.Since(begin); took != 3600500*time.Millisecond || got != 3600.5 {
			t.Errorf("sleep returned %v after %v, want 3600.5 after 1h0m0.5s", got, took)
		}
	})
}

func TestNoopReturnsItsInput(t *testing.T) {
	for _, text := range []string{"1", `{"a":[null]}`, `"x"`} {
		if got := returned(t, "noop", worker.Call{Input: input(text)}); got != text {
			t.Errorf("noop of %s = %s", text, got)
		}
	}
	if got := returned(t, "noop", worker.Call{}); got != "null" {
		t.Errorf("noop of nothing = %s, want null", got)
	}
}

// returned is the result of a task as a worker sends it.
func returned(t *testing.T, name string, call worker.Call) string {
	t.Helper()
	text, err := json.Marshal(result(t, name, call))
	if err != nil {
		t.Fatalf("encode the result of %s: %v", name, err)
	}
	return string(text)
}
