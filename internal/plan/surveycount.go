package plan

import (
	"strconv"
	"strings"
)

// thousands is a number in a sentence for a person: "12,345".
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// counting returns a sentence that begins with a number with that as thousands has it.
func counting(sentence string) string {
	first, rest, _ := strings.Cut(sentence, " ")
	n, err := strconv.Atoi(first)
	if err != nil {
		return sentence
	}
	return thousands(n) + " " + rest
}
