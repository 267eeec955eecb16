package argv

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Bytes that are no UTF-8 are all from 0x80 on, so what stands for them is a part of
// the low surrogates.
const (
	byteSurrogate  = 0xdc00
	firstSurrogate = 0xd800
	lastSurrogate  = 0xdfff
)

const hexDigits = "0123456789abcdef"

var errNoText = errors.New("not a JSON text")

// AppendText appends the JSON text of any bytes to dst and returns the extended
// slice. WordsOf gives the same bytes back. Equal bytes have equal texts.
func AppendText(dst, raw []byte) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			dst = appendUnit(dst, byteSurrogate+uint16(raw[i]))
		case r < ' ':
			dst = appendControl(dst, raw[i])
		case r == '"' || r == '\\':
			dst = append(dst, '\\', raw[i])
		default:
			dst = append(dst, raw[i:i+size]...)
		}
		i += size
	}
	return append(dst, '"')
}

func appendControl(dst []byte, c byte) []byte {
	if i := strings.IndexByte("\b\t\n\f\r", c); i >= 0 {
		return append(dst, '\\', "btnfr"[i])
	}
	return appendUnit(dst, uint16(c))
}

func appendUnit(dst []byte, unit uint16) []byte {
	return append(dst, '\\', 'u', hexDigits[unit>>12], hexDigits[unit>>8&15], hexDigits[unit>>4&15], hexDigits[unit&15])
}

// unquote returns the bytes that a valid JSON text stands for. Bytes in it that are
// no UTF-8 are taken as they are.
func unquote(text string) (string, error) {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return "", errNoText
	}
	text = text[1 : len(text)-1]
	if strings.IndexByte(text, '\\') < 0 {
		return text, nil
	}
	raw := make([]byte, 0, len(text))
	for text != "" {
		i := strings.IndexByte(text, '\\')
		if i < 0 {
			return string(append(raw, text...)), nil
		}
		raw = append(raw, text[:i]...)
		var err error
		if raw, text, err = appendEscape(raw, text[i:]); err != nil {
			return "", err
		}
	}
	return string(raw), nil
}

// appendEscape appends what the escape at the beginning of a text stands for, and
// returns the rest of the text.
func appendEscape(raw []byte, text string) (bytes []byte, rest string, err error) {
	if unit, ok := unitOf(text); ok {
		return appendUnits(raw, unit, text[6:])
	}
	if len(text) < 2 {
		return nil, "", errNoText
	}
	c := text[1]
	if i := strings.IndexByte("btnfr", c); i >= 0 {
		c = "\b\t\n\f\r"[i]
	}
	return append(raw, c), text[2:], nil
}

// appendUnits appends the character of a UTF-16 unit, which may go on in the rest, or
// the byte that a lone surrogate stands for.
func appendUnits(raw []byte, unit rune, rest string) (bytes []byte, left string, err error) {
	if unit < firstSurrogate || unit > lastSurrogate {
		return utf8.AppendRune(raw, unit), rest, nil
	}
	if next, ok := unitOf(rest); ok {
		if r := utf16.DecodeRune(unit, next); r != utf8.RuneError {
			return utf8.AppendRune(raw, r), rest[6:], nil
		}
	}
	if unit == flawUnit {
		if flaw := flawOf(raw, rest); flaw != nil {
			return nil, "", flaw
		}
	}
	if unit < byteSurrogate+utf8.RuneSelf || unit > byteSurrogate+0xff {
		return nil, "", fmt.Errorf(`half a character, \u%04x: want both halves, or \udc80 to \udcff for a byte that is not UTF-8`, unit)
	}
	return append(raw, byte(unit-byteSurrogate)), rest, nil
}

// unitOf returns the UTF-16 unit that a text begins with as \uXXXX.
func unitOf(text string) (unit rune, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}
