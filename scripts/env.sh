# Sourced by the other scripts, with the working directory anywhere in the tree.

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1

# Go stamps programs with the state of the git checkout, and refuses to build
# where git refuses to answer (a clone that belongs to somebody else).
case " ${GOFLAGS-} " in
*" -buildvcs="*) ;;
*) GOFLAGS="${GOFLAGS:+$GOFLAGS }-buildvcs=false" && export GOFLAGS ;;
esac

say() { printf '%s\n' "$@"; }
