package cli

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSpansJoinTheirNeighbours(t *testing.T) {
	var s spans
	for _, add := range []span{{10, 20}, {0, 5}, {30, 31}, {20, 30}, {5, 10}} {
		s.add(add)
	}
	if want := (spans{{0, 31}}); !slices.Equal(s, want) {
		t.Errorf("spans = %v, want %v", s, want)
	}
}

func TestSpansKnowWhatIsInThem(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var s spans
	in := map[int]bool{}
	for _, task := range random.Perm(200)[:120] {
		s.add(span{task, task + 1})
		in[task] = true
	}
	for task := range 200 {
		want := task
		for in[want] {
			want++
		}
		if got := s.end(task); got != want {
			t.Errorf("end(%d) = %d, want %d", task, got, want)
		}
	}
	s.drop(100)
	if len(s) == 0 || s[0].to <= 100 {
		t.Errorf("spans after drop(100) = %v", s)
	}
}
