package cores

import (
	"slices"
	"testing"
)

func TestAListOfCoresIsWrittenShortAndReadAgain(t *testing.T) {
	for text, want := range map[string]List{
		"": nil, "0": {0}, "0-3,8": {0, 1, 2, 3, 8}, "1,3,5-6": {1, 3, 5, 6},
	} {
		got, ok := ParseList(text)
		if !ok || !slices.Equal(got, want) || got.String() != text {
			t.Errorf("%q = %v, %v, written %q", text, got, ok, got.String())
		}
	}
	if got, ok := ParseList(" 8 , 0 - 1,1"); !ok || got.String() != "0-1,8" {
		t.Errorf("list = %q, %v, want 0-1,8", got.String(), ok)
	}
}

func TestWhatIsNoListOfCoresIsRefused(t *testing.T) {
	for _, text := range []string{"a", "3-1", "-1", "1,", "0-99999999", "1--2"} {
		if got, ok := ParseList(text); ok {
			t.Errorf("%q = %v, want it refused", text, got)
		}
	}
}
