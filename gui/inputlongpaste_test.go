package gui

import (
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

// longPaste returns lines that are too long to be edited.
func longPaste() string { return strings.Repeat("10\n", 3000) }

func TestALongPasteTakesThePlaceOfWhatIsSelected(t *testing.T) {
	f := pythonForm(t, plan.Inputs{Kind: plan.Values})
	for _, c := range []struct {
		name, there string
		from, to    int
		first, last string
		values      int
	}{
		{"the last", "1, 2, 3", 6, 7, "1", "10", 3002},
		{"the first", "1, 2, 3", 0, 1, "10", "3", 3002},
		{"the first, from its end", "1, 2, 3", 1, 0, "10", "3", 3002},
		{"the middle", "1, 2, 3", 3, 4, "1", "3", 3002},
		{"with its comma", "1, 2, 3", 0, 3, "10", "3", 3002},
		{"with both its commas", "1, 2, 3", 1, 5, "1", "3", 3002},
		{"in brackets", "[1, 2, 3]", 4, 5, "1", "3", 3002},
		{"all", "1, 2, 3", 0, 7, "10", "10", 3000},
		{"nothing, at the beginning", "1, 2, 3", 0, 0, "10", "3", 3003},
		{"nothing, at the end", "1, 2, 3", 7, 7, "1", "10", 3003},
		{"nothing, within a value", "11, 22, 33", 9, 9, "11", "10", 3003},
		{"nothing, of nothing", "", 0, 0, "10", "10", 3000},
	} {
		f.inputs.fill(plan.Inputs{Kind: plan.Values}, "")
		e := f.inputs.entry
		e.SetText(c.there)
		e.selects(c.from, c.to)
		f.paste(longPaste())
		all := f.current.Inputs.Values
		if len(all) != c.values || len(f.problems) > 0 || string(all[0]) != c.first || string(all[len(all)-1]) != c.last {
			t.Errorf("%s: %d values, %v, from %s to %s, want %d from %s to %s", c.name, len(all), f.problems, all[0], all[len(all)-1], c.values, c.first, c.last)
		}
	}
}

func TestALongPasteIntoAPartOfAValueIsRefused(t *testing.T) {
	f := pythonForm(t, plan.Inputs{Kind: plan.Values, Values: rawValues(`"abc"`, "2")})
	f.inputs.entry.selects(2, 3)
	f.paste(longPaste())
	if got := f.inputs.field.help.text(); !strings.HasPrefix(got, "Not pasted: select whole values.") || len(f.current.Inputs.Values) != 2 {
		t.Errorf("help = %q, %d values, want why not and those that were there", got, len(f.current.Inputs.Values))
	}
}
