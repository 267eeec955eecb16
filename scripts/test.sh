#!/bin/sh
# test.sh [STEP…]: sets up what the tests need, then runs all steps or those
# named. A step that fails does not keep the others from running.
set -eu
. "$(dirname "$0")/env.sh"

format() {
	gofumpt=$(sh scripts/tool.sh gofumpt) || return
	unformatted=$(find . -name '*.go' -not -path './.build/*' -exec "$gofumpt" -l {} +) || return
	[ -z "$unformatted" ] || {
		say "not formatted by gofumpt:" "$unformatted"
		return 1
	}
}

lint() {
	golangci=$(sh scripts/tool.sh golangci-lint) || return
	"$golangci" run --allow-parallel-runners ./...
}

# Every rule of the configuration is seen to catch what it is there for.
rules() {
	POOLSCOPE_LINT=$(sh scripts/tool.sh golangci-lint) || return
	POOLSCOPE_LINT=$POOLSCOPE_LINT go test -count=1 -run 'TestEveryLintRule' ./internal/house
}

tidy() { go mod tidy -diff; }

vet() { go vet -tags e2e ./...; }

# Fyne itself needs cgo on macOS.
vet_elsewhere() {
	CGO_ENABLED=0 GOOS=windows go vet ./... || return
	without_fyne=$(CGO_ENABLED=0 GOOS=darwin go list -f '{{.ImportPath}} {{join .Deps " "}}' ./... |
		grep -v ' fyne\.io/' | cut -d " " -f 1)
	[ -n "$without_fyne" ] || return
	# shellcheck disable=SC2086 # the packages are words
	CGO_ENABLED=0 GOOS=darwin go vet $without_fyne
}

race() { CGO_ENABLED=1 go test -race -timeout 45m ./...; }

# What the newcomer without a C compiler has.
plain() {
	CGO_ENABLED=0 go build -trimpath -o .build/plain/poolscope . &&
		CGO_ENABLED=0 go test ./gui/... ./internal/... .
}

# The window is built without the release's tag, so that Fyne reports a call
# that is not made on its goroutine, and once as it is released.
e2e() {
	mkdir -p .build/e2e .build/release &&
		CGO_ENABLED=0 go build -trimpath -o .build/e2e/poolscope-cli . &&
		cp .build/e2e/poolscope-cli .build/release/poolscope-cli &&
		CGO_ENABLED=1 go build -trimpath -o .build/e2e/poolscope . &&
		CGO_ENABLED=1 go build -trimpath -tags migrated_fynedo,no_emoji -o .build/release/poolscope . &&
		CGO_ENABLED=0 POOLSCOPE_BIN=$root/.build/e2e:$root/.build/release go test -p 1 -tags e2e -count=1 -v -timeout 40m ./e2e/...
}

failed=
step() {
	say "" "=== $1"
	began=$(date +%s)
	if "$1"; then verdict=ok; else verdict=FAILED failed="$failed $1"; fi
	say "=== $1: $verdict, $(($(date +%s) - began)) s"
}

sh scripts/setup.sh test
[ $# -gt 0 ] || set -- format tidy vet vet_elsewhere lint rules race plain e2e
for name; do
	case $name in
	format | tidy | vet | vet_elsewhere | lint | rules | race | plain | e2e) step "$name" ;;
	*) say "test: unknown step '$name'" >&2 && exit 1 ;;
	esac
done

if [ -n "$failed" ]; then
	say "" "FAILED:$failed"
	exit 1
fi
say "" "all passed: $*"
