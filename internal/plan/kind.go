package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/poolscope/poolscope/launcher"
)

// kind is what a key can hold: how a value gets into the plan and out of it.
type kind interface {
	set(p *Plan, v value) bool // false when v is no such thing; then p is as it was
	valid(p *Plan) bool
	get(p *Plan) value // as the file has it
	want() string      // "a whole number from 0 to 19", to follow "is not"
}

// whole is a whole number; zero, where it stands for something, has a word.
type whole struct {
	at       func(*Plan) *int
	min, max int
	auto     string // the word for 0, or ""
}

func (k whole) set(p *Plan, v value) bool {
	if word, ok := v.(string); ok && k.auto != "" && word == k.auto {
		*k.at(p) = 0
		return true
	}
	n, ok := v.(int64)
	if !ok || n < int64(k.min) || n > int64(k.max) {
		return false
	}
	*k.at(p) = int(n)
	return true
}

func (k whole) valid(p *Plan) bool {
	n := *k.at(p)
	return n >= k.min && n <= k.max || n == 0 && k.auto != ""
}

func (k whole) get(p *Plan) value {
	n := *k.at(p)
	if n == 0 && k.auto != "" {
		return k.auto
	}
	return int64(n)
}

func (k whole) want() string {
	text := fmt.Sprintf("a whole number from %d to %d", k.min, k.max)
	if k.auto != "" {
		text += fmt.Sprintf(" or %q", k.auto)
	}
	return text
}

// duration is a stretch of time.
type duration struct {
	at       func(*Plan) *time.Duration
	min, max time.Duration
	text     string
}

func (k duration) set(p *Plan, v value) bool {
	text, ok := v.(string)
	if !ok {
		return false
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < k.min || d > k.max {
		return false
	}
	*k.at(p) = d
	return true
}

func (k duration) valid(p *Plan) bool { return *k.at(p) >= k.min && *k.at(p) <= k.max }

func (k duration) get(p *Plan) value { return k.at(p).String() }

func (k duration) want() string { return k.text }

// yesNo is true or false.
type yesNo struct{ at func(*Plan) *bool }

func (k yesNo) set(p *Plan, v value) bool {
	b, ok := v.(bool)
	if ok {
		*k.at(p) = b
	}
	return ok
}

func (k yesNo) valid(*Plan) bool { return true }

func (k yesNo) get(p *Plan) value { return *k.at(p) }

func (k yesNo) want() string { return "true or false" }

// choice is one of some names.
type choice struct {
	names func() []string
	read  func(*Plan) string
	write func(*Plan, string)
}

func (k choice) set(p *Plan, v value) bool {
	name, ok := v.(string)
	if !ok || !slices.Contains(k.names(), name) {
		return false
	}
	k.write(p, name)
	return true
}

func (k choice) valid(p *Plan) bool { return slices.Contains(k.names(), k.read(p)) }

func (k choice) get(p *Plan) value { return k.read(p) }

func (k choice) want() string { return oneOf(k.names()) }

// oneOf lists names for a person.
func oneOf(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = show(name)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	if last == 1 {
		return quoted[0] + " or " + quoted[1]
	}
	return "one of " + strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

// halt is the text of a launcher.Halt.
type halt struct{}

func (halt) set(p *Plan, v value) bool {
	text, ok := v.(string)
	if !ok || text == "" {
		return false
	}
	h, err := launcher.ParseHalt(text)
	if err != nil {
		return false
	}
	p.Pool.Halt = h
	return true
}

func (halt) valid(p *Plan) bool {
	again, err := launcher.ParseHalt(p.Pool.Halt.String())
	return err == nil && again == p.Pool.Halt
}

func (halt) get(p *Plan) value { return p.Pool.Halt.String() }

func (halt) want() string {
	return `"never" or WHEN,WHAT=N such as "now,fail=1", "soon,fail=3", "soon,fail=10%" or "now,success=1"`
}

// word is a line of text; none, where it stands for something, is that.
type word struct {
	at   func(*Plan) *string
	what string
	auto string // what "" stands for, or ""
}

func (k word) set(p *Plan, v value) bool {
	text, ok := v.(string)
	if !ok || !fitWord(text) {
		return false
	}
	if text == k.auto {
		text = ""
	}
	*k.at(p) = text
	return true
}

func (k word) valid(p *Plan) bool { return fitWord(*k.at(p)) }

func (k word) get(p *Plan) value {
	if text := *k.at(p); text != "" {
		return text
	}
	return k.auto
}

func (k word) want() string { return k.what }

// fitWord reports whether a text can name a file or a function: no system has a
// name with a zero byte.
func fitWord(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0) && (s == "" || strings.TrimSpace(s) != "")
}

// words is a program and its arguments.
type words struct {
	at   func(*Plan) *[]string
	text string
	raw  bool // bytes that are no UTF-8 are taken: somebody may have typed them behind a command
}

const wantProgram = `a program and its arguments such as ["node", "worker.js"]`

func (k words) set(p *Plan, v value) bool {
	items, ok := v.(list)
	var program []string
	for _, item := range items {
		text, isText := item.(string)
		ok = ok && isText
		program = append(program, text)
	}
	if !ok || !k.fit(program) {
		return false
	}
	*k.at(p) = program
	return true
}

func (k words) valid(p *Plan) bool { return k.fit(*k.at(p)) }

func (k words) get(p *Plan) value {
	items := list{}
	for _, text := range *k.at(p) {
		items = append(items, text)
	}
	return items
}

func (k words) want() string { return k.text }

func (k words) fit(program []string) bool {
	if !k.raw {
		return fitProgram(program)
	}
	for i, text := range program {
		if strings.ContainsRune(text, 0) || i == 0 && strings.TrimSpace(text) == "" {
			return false
		}
	}
	return true
}

// fitProgram reports whether a program can be started so: execve(2) knows no
// text with a zero byte. No program at all is named elsewhere.
func fitProgram(program []string) bool {
	for i, text := range program {
		if strings.ContainsRune(text, 0) || !utf8.ValidString(text) || i == 0 && strings.TrimSpace(text) == "" {
			return false
		}
	}
	return true
}

// title is a line of text.
type title struct{}

const maxTitle = 200 // bytes

func (title) set(p *Plan, v value) bool {
	text, ok := v.(string)
	if !ok || !oneLine(text) {
		return false
	}
	p.Title = text
	return true
}

func (title) valid(p *Plan) bool { return oneLine(p.Title) }

func (title) get(p *Plan) value { return p.Title }

func (title) want() string { return fmt.Sprintf("one line of text of at most %d bytes", maxTitle) }

// prose is any text, of several lines or one.
type prose struct {
	at   func(*Plan) *string
	text string
}

func (k prose) set(p *Plan, v value) bool {
	text, ok := v.(string)
	if !ok || strings.ContainsRune(text, 0) {
		return false
	}
	*k.at(p) = text
	return true
}

func (k prose) valid(p *Plan) bool { return !strings.ContainsRune(*k.at(p), 0) }

func (k prose) get(p *Plan) value { return *k.at(p) }

func (k prose) want() string { return k.text }

// fraction is a number with a fraction.
type fraction struct {
	at   func(*Plan) *float64
	max  float64
	text string
}

func (k fraction) set(p *Plan, v value) bool {
	n, ok := numeric(v)
	if !ok || n < 0 || n > k.max {
		return false
	}
	*k.at(p) = n
	return true
}

func (k fraction) valid(p *Plan) bool { return *k.at(p) >= 0 && *k.at(p) <= k.max }

func (k fraction) get(p *Plan) value { return plainest(*k.at(p)) }

func (k fraction) want() string { return k.text }

// The shortest and the longest time between two samples, and the longest that a plan
// names besides: ten years.
const (
	minEvery = 10 * time.Millisecond
	maxEvery = time.Minute
	longest  = 87600 * time.Hour
)
