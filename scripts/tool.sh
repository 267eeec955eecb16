#!/bin/sh
# tool.sh NAME: prints the path of a development tool, built from the pinned
# version in tools/go.mod when it is not there yet.
set -eu
. "$(dirname "$0")/env.sh"

case ${1-} in
golangci-lint) module=github.com/golangci/golangci-lint/v2 package=$module/cmd/golangci-lint ;;
gofumpt) module=mvdan.cc/gofumpt package=$module ;;
*)
	say "tool: unknown tool '${1-}': golangci-lint or gofumpt" >&2
	exit 1
	;;
esac
version=$(sed -n "s|^[[:space:]]*$module \(v[^ ]*\).*|\1|p" tools/go.mod)
tool=$root/.build/tools/$1-$version-$(go env GOVERSION)
[ -x "$tool" ] || (cd tools && CGO_ENABLED=0 go build -trimpath -o "$tool" "$package")
say "$tool"
