#!/bin/sh
# build.sh [cli] [window]: builds bin/poolscope-cli, bin/poolscope or both.
set -eu
. "$(dirname "$0")/env.sh"

for program; do
	case $program in
	cli)
		CGO_ENABLED=0 go build -trimpath -o bin/poolscope-cli .
		;;
	window)
		# migrated_fynedo says that every call into Fyne is made on its own goroutine;
		# without it each call asks which goroutine it is on. no_emoji leaves out a font
		# that Fyne reads again for each style of text, 24 MiB in all: the system's is
		# taken instead, once there is an emoji to show.
		[ -x bin/poolscope ] || say "build: the window's first build takes a few minutes"
		CGO_ENABLED=1 go build -trimpath -tags migrated_fynedo,no_emoji -o bin/poolscope .
		;;
	*)
		say "build: unknown word '$program': cli or window" >&2
		exit 1
		;;
	esac
done
