package cli

import "testing"

func TestAScriptNamesItsInputByAPositionalParameter(t *testing.T) {
	for script, want := range map[string]bool{
		`echo {}`:                      false,
		`echo "{}"`:                    false,
		`echo '$1'`:                    false,
		`awk '{print $1}' file`:        false,
		`echo \$1`:                     false,
		`true # not $1`:                false,
		`echo $0 $$ $? $x`:             false,
		`for i in 1 2; do echo; done`:  false,
		`echo $1`:                      true,
		`echo "${2}"`:                  true,
		`echo "it's $1"`:               true,
		`# it's` + "\n" + `echo $1`:    true,
		`echo 'a'"$@"'b'`:              true,
		`echo $*`:                      true,
		`echo ${1%.txt} ${#1}`:         true,
		`test $# = 1`:                  true,
		`awk '{print $1}' "$1"`:        true,
		`echo 'a\'; echo $1`:           true,
		`for i; do echo $i; done`:      true,
		`for i do echo $i; done`:       true,
		`eval 'echo $1'`:               true,
		"cat <<E\nit's $1\nE":          true,
		`x="$(echo '"$1"')"; echo "y"`: true,
	} {
		if got := namesInput(script); got != want {
			t.Errorf("namesInput(%q) = %v, want %v", script, got, want)
		}
	}
}
