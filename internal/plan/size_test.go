package plan_test

import (
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestSizesAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]plan.Size{
		"0": {}, "0B": {}, " 2GiB ": {Bytes: 2 << 30}, "1.5 GiB": {Bytes: 1536 << 20}, "500MB": {Bytes: 500e6}, "5G": {Bytes: 5 << 30},
		"1k": {Bytes: 1000}, "1K": {Bytes: 1024}, "17B": {Bytes: 17}, "10%": {Percent: 10}, "0.5%": {Percent: 0.5}, "1024TiB": {Bytes: 1 << 50},
	} {
		got, ok := plan.ParseSize(text)
		if !ok || got != want {
			t.Errorf("%q = %+v, %v, want %+v", text, got, ok, want)
		}
		if again, ok := plan.ParseSize(got.String()); !ok || again != got {
			t.Errorf("%q is written %q, which is read as %+v", text, got, again)
		}
	}
	for _, text := range []string{"", "1", "1Z", "-5G", "1025TiB", "NaN", "Inf", "1e3G", "0x1G", "G", "%", "101%", "-1%", "1 2G", "1GG", "+1G", "1_0G", "1.2.3G"} {
		if got, ok := plan.ParseSize(text); ok {
			t.Errorf("%q = %+v, want that it is none", text, got)
		}
	}
}
