#!/bin/sh
# bench.sh [-part N] [-profile FILE] [NAME…]: builds, and measures what Poolscope
# costs (BENCHMARKS.md).
set -eu
. "$(dirname "$0")/env.sh"

sh scripts/setup.sh test
sh scripts/build.sh cli
CGO_ENABLED=0 go build -trimpath -o .build/bench ./bench
# Whoever names measures that open no window need not wait for its build.
case " $* " in
*" idle "* | *" paint "* | *" cost "* | *" growth "* | *" bands "* | *" still "* | *" answer "* | *" rows "* | *" monitor "* | *" hour "*) sh scripts/build.sh window ;;
*" unordered "* | *" map "* | *" roundtrip "* | *" ready "* | *" ahead "* | *" kept "* | *" first "* | *" commands "* | *" spawn "* | *" watch "* | *" interval "*) ;;
*) sh scripts/build.sh window ;;
esac
exec .build/bench "$@"
