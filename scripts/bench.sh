#!/bin/sh
# bench.sh [NAME…]: builds, and measures what Poolscope costs (BENCHMARKS.md).
set -eu
. "$(dirname "$0")/env.sh"

sh scripts/setup.sh test
sh scripts/build.sh cli window
CGO_ENABLED=0 go build -trimpath -o .build/bench ./bench
exec .build/bench "$@"
