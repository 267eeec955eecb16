#!/bin/sh
# run.sh: sets up, builds, and opens the window with a ready example. Without a
# display the same example runs in the terminal.
set -eu
. "$(dirname "$0")/env.sh"

in_terminal() { # why there is no window
	say "$1: running the example in the terminal"
	exec bin/poolscope-cli run
}

sh scripts/setup.sh go
sh scripts/build.sh cli
if ! { sh scripts/setup.sh build && sh scripts/build.sh window; }; then
	in_terminal "The window could not be built"
fi
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
	in_terminal "There is no display"
fi
status=0
bin/poolscope || status=$?
[ "$status" -ne 3 ] || in_terminal "There is no usable display"
exit "$status"
