#!/bin/sh
# screenshots.sh [FOLDER [STATE…]]: takes the README's two pictures from the real
# window, or those of all states (or some) into another folder.
set -eu
. "$(dirname "$0")/env.sh"

[ $# -gt 0 ] || set -- docs running
sh scripts/setup.sh test
sh scripts/build.sh cli window
mkdir -p "$1"
CGO_ENABLED=0 go run ./e2e/shots "$@"
