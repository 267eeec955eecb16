package plan

import "strconv"

// Most inputs are a short number or a text of ASCII. Of those JSON and TOML look the
// same, and a form that is asked about 100,000 of them at each key cannot wait for a
// decoder.

// simpleText returns what is between the quotes of a JSON text that needs no decoder:
// ASCII that prints, with no quote and no backslash in it.
func simpleText(raw []byte) (inside []byte, ok bool) {
	last := len(raw) - 1
	if last < 1 || raw[0] != '"' || raw[last] != '"' {
		return nil, false
	}
	for _, c := range raw[1:last] {
		if !simpleByte(c) {
			return nil, false
		}
	}
	return raw[1:last], true
}

// looksTheSame reports whether an input is one whose JSON is its TOML, and needs no check.
func looksTheSame(raw []byte) bool {
	_, text := simpleText(raw)
	if text {
		return true
	}
	_, number := simpleNumber(raw)
	return number
}

// simpleByte reports whether a byte stands for itself in a text of JSON and of TOML.
func simpleByte(c byte) bool { return c >= ' ' && c <= '~' && c != '"' && c != '\\' }

// simpleNumber reads a whole number of a few digits without a sign.
func simpleNumber(raw []byte) (n int64, ok bool) {
	const most = 15 // digits that surely fit
	if len(raw) == 0 || len(raw) > most || raw[0] == '0' && len(raw) > 1 {
		return 0, false
	}
	for _, c := range raw {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return n, err == nil
}

// isSimple reports whether appendText has nothing to escape in a text.
func isSimple(s string) bool {
	for i := range len(s) {
		if !simpleByte(s[i]) {
			return false
		}
	}
	return true
}
