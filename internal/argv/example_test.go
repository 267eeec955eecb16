package argv_test

import (
	"encoding/json"
	"fmt"

	"github.com/poolscope/poolscope/internal/argv"
)

func ExampleParse() {
	template, err := argv.Parse([]string{"convert", "{}", "-comment", "number {#}", "{/.}.png"}, nil)
	if err != nil {
		panic(err)
	}
	for i, input := range []string{`"pictures/a b.jpeg"`, `"$(id) {}.gif"`} {
		words, err := argv.WordsOf(json.RawMessage(input))
		if err != nil {
			panic(err)
		}
		arguments, err := template.Expand(i+1, 1, words)
		fmt.Printf("%q %v\n", arguments, err)
	}
	// Output:
	// ["convert" "pictures/a b.jpeg" "-comment" "number 1" "a b.png"] <nil>
	// ["convert" "$(id) {}.gif" "-comment" "number 2" "$(id) {}.png"] <nil>
}

func ExampleTemplate_Expand() {
	template, err := argv.Parse([]string{"mv", "{from}", "{to.}.{2}"}, []string{"from", "to"})
	if err != nil {
		panic(err)
	}
	words, err := argv.WordsOf(json.RawMessage(`{"from": "-f", "to": "old.txt"}`))
	if err != nil {
		panic(err)
	}
	fmt.Println(template.Expand(1, 1, words))
	fmt.Println(template.Expand(2, 1, argv.Words{Names: []string{"from"}, Values: []string{"x"}}))
	// Output:
	// [mv -f old.old.txt] <nil>
	// [] {to.} asks for a column "to", but the input has only "from"
}

func ExampleShell() {
	template, err := argv.Shell(`wc -l < "$1"`)
	if err != nil {
		panic(err)
	}
	arguments, err := template.Expand(1, 1, argv.Words{Values: []string{"a; reboot"}})
	fmt.Printf("%q %v\n", arguments, err)
	// Output:
	// ["/bin/sh" "-c" "wc -l < \"$1\"" "sh" "a; reboot"] <nil>
}

func ExampleQuote() {
	fmt.Println(argv.Quote([]string{"grep", "-c", "it's", "notes.txt"}))
	fmt.Println(argv.Quote([]string{"touch", "two\nlines", "caf\xe9", "ends in one\n"}))
	// Output:
	// grep -c 'it'\''s' notes.txt
	// newline=$(printf '\012.'); touch "$(printf 'two\012lines')" "$(printf 'caf\351')" 'ends in one'"${newline%.}"
}
