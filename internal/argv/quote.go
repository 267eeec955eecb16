package argv

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What a value ends in besides: a shell drops the newlines at the end of $(…), and
// nothing else puts one on the same line.
const (
	newlineMade = `newline=$(printf '\012.'); `
	newlineUsed = "${newline%.}"
)

// What a shell takes for a word of its grammar where a command begins: POSIX Shell
// Command Language 2.4, and what bash, ksh and zsh have besides. Others hold a
// character that is quoted anyhow.
const reserved = " case do done elif else esac fi for if in then until while " +
	"coproc end foreach function namespace nocorrect repeat select time "

// Quote returns the arguments as one line that a shell (POSIX, so also dash, bash and
// busybox) takes for the same arguments, whatever their bytes are: it may be pasted
// or be a line of a script. It is UTF-8 without control characters or others that a
// terminal does not show, so it may be printed as well. With an argument that ends in
// a newline, the line sets the variable "newline" before the command. An argument must
// hold no NUL byte, as no program can be given one; it would be lost.
func Quote(argv []string) string {
	var line strings.Builder
	for i, arg := range argv {
		if i == 0 {
			line.WriteString(quoteProgram(arg))
			continue
		}
		line.WriteByte(' ')
		line.WriteString(quoteWord(arg))
	}
	command := line.String()
	if len(argv) > 0 && strings.HasPrefix(argv[0], "%") {
		// bash (seen in 5.2) takes it for a job even in quotes.
		command = "(exec " + command + ")"
	}
	if slices.ContainsFunc(argv, endsInNewline) {
		return newlineMade + command
	}
	return command
}

func endsInNewline(arg string) bool { return strings.HasSuffix(arg, "\n") }

// quoteProgram quotes what is to be the name of a command, and neither an assignment
// nor a word of the grammar.
func quoteProgram(arg string) string {
	if plain(arg) && (strings.Contains(arg, "=") || strings.Contains(reserved, " "+arg+" ")) {
		return "'" + arg + "'"
	}
	return quoteWord(arg)
}

func quoteWord(arg string) string {
	body := strings.TrimRight(arg, "\n")
	if body != arg {
		end := strings.Repeat(newlineUsed, len(arg)-len(body))
		if body == "" {
			return `"` + end + `"`
		}
		return quoteBody(body) + `"` + end + `"`
	}
	if plain(arg) {
		return arg
	}
	return quoteBody(arg)
}

// plain tells whether a word means itself to a shell without quotes.
func plain(arg string) bool {
	if arg == "" || strings.ContainsAny(arg[:1], "=%") {
		return false
	}
	for i := range len(arg) {
		if c := arg[i]; !isAlphanumeric(c) && strings.IndexByte("_-./:,+@%=", c) < 0 {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// quoteBody quotes a word that does not end in a newline.
func quoteBody(arg string) string {
	if shows(arg) {
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	var format strings.Builder
	format.WriteString(`"$(printf '`)
	for i := 0; i < len(arg); {
		r, size := utf8.DecodeRuneInString(arg[i:])
		writeFormat(&format, arg[i:i+size], r, i == 0)
		i += size
	}
	format.WriteString(`')"`)
	return format.String()
}

// writeFormat writes one character as a format of printf(1). That is in single quotes,
// in a substitution, in double quotes, where old shells and histories of interactive
// ones go wrong with more characters than the standard has; a "-" would begin options.
func writeFormat(format *strings.Builder, char string, r rune, first bool) {
	switch {
	case r == '%':
		format.WriteString("%%")
	case !shows(char) || strings.ContainsRune("'\"`$!\\()", r) || first && r == '-':
		for i := range len(char) {
			format.WriteString(octal(char[i]))
		}
	default:
		format.WriteString(char)
	}
}

// octal returns the escape of a byte with all three digits, so that one that follows
// is not taken for its last.
func octal(b byte) string {
	return string([]byte{'\\', '0' + b>>6, '0' + b>>3&7, '0' + b&7})
}

// shows tells whether every character of a text is seen on a terminal as what it is:
// UTF-8, and neither control nor format nor an unusual space.
func shows(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		if !strconv.IsPrint(r) {
			return false
		}
	}
	return true
}
