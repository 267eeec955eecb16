#!/bin/sh
# setup.sh [go|build|test]: installs the system packages that are missing.
#
#   go     only looks whether Go is new enough
#   build  what building the window needs: a C compiler, OpenGL and X11 headers
#   test   that, and what the tests need: an X server in memory, a window
#          manager, a keyboard, Python, GNU parallel to compare with
#
# It names the packages and the command before it runs it, uses sudo when it is
# not root, and prints nothing when all is there.
set -eu
. "$(dirname "$0")/env.sh"

fail() {
	say "setup: $*" >&2
	exit 1
}

need_go() {
	wanted=$(sed -n 's/^go \([0-9]*\.[0-9]*\).*/\1/p' go.mod)
	command -v go >/dev/null 2>&1 ||
		fail "Go $wanted or newer is needed and no 'go' is on the PATH: https://go.dev/doc/install"
	# A Go of 1.21 or newer may fetch the one that go.mod asks for: so ask it here.
	go version >/dev/null 2>&1 ||
		fail "Go $wanted or newer is needed, $(cd / && GOTOOLCHAIN=local go version) is too old: https://go.dev/doc/install"
	major_minor=$(go version | sed -n 's/^go version go\([0-9]*\.[0-9]*\).*/\1/p')
	[ -z "$major_minor" ] && return # a development version
	[ "${major_minor%%.*}" -gt "${wanted%%.*}" ] || [ "${major_minor#*.}" -ge "${wanted#*.}" ] ||
		fail "Go $wanted or newer is needed, this is $major_minor: https://go.dev/doc/install"
}

# What is needed, how to see that it is there, and its package: Debian, Fedora, Arch, openSUSE.
build_needs='
command gcc         gcc              gcc                gcc         gcc
header  stdlib.h    libc6-dev        glibc-devel        glibc       glibc-devel
command pkg-config  pkg-config       pkgconf-pkg-config pkgconf     pkg-config
library gl          libgl1-mesa-dev  mesa-libGL-devel   libglvnd    Mesa-libGL-devel
library x11         libx11-dev       libX11-devel       libx11      libX11-devel
library xcursor     libxcursor-dev   libXcursor-devel   libxcursor  libXcursor-devel
library xrandr      libxrandr-dev    libXrandr-devel    libxrandr   libXrandr-devel
library xinerama    libxinerama-dev  libXinerama-devel  libxinerama libXinerama-devel
library xi          libxi-dev        libXi-devel        libxi       libXi-devel
library xxf86vm     libxxf86vm-dev   libXxf86vm-devel   libxxf86vm  libXxf86vm-devel
'
test_needs='
command Xvfb        xvfb             xorg-x11-server-Xvfb xorg-server-xvfb xorg-x11-server-Xvfb
command xdotool     xdotool          xdotool            xdotool     xdotool
command openbox     openbox          openbox            openbox     openbox
command wmctrl      wmctrl           wmctrl             wmctrl      wmctrl
command xev         x11-utils        xev                xorg-xev    xev
command python3     python3          python3            python      python3
command parallel    parallel         parallel           parallel    gnu_parallel
driver  swrast      libgl1-mesa-dri  mesa-dri-drivers   mesa        Mesa-dri
'

is_there() { # kind name
	case $1 in
	command) command -v "$2" >/dev/null 2>&1 ;;
	header) printf '#include <%s>\n' "$2" | gcc -E - >/dev/null 2>&1 ;;
	library) pkg-config --exists "$2" 2>/dev/null ;;
	driver) find /usr/lib /usr/lib64 -path "*/dri/$2_dri.so" 2>/dev/null | grep -q . ;;
	esac
}

missing() { # column of the package
	printf '%s\n' "$needs" | while read -r kind name packages; do
		[ -n "$kind" ] || continue
		is_there "$kind" "$name" && continue
		# shellcheck disable=SC2086 # the packages are words
		set -- "$1" $packages
		eval "printf '%s\n' \"\${$(($1 + 1))}\""
	done | sort -u | tr '\n' ' ' | sed 's/ $//'
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@" </dev/null
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		fail "not root, and there is no sudo: run as root: $*"
	fi
}

install() { # what a person would type
	prefix=
	[ "$(id -u)" -eq 0 ] || prefix='sudo '
	say "setup: these packages are missing: $packages"
	for line; do say "setup: $prefix$line"; done
	for line; do
		# shellcheck disable=SC2086 # a line is a command and its words
		as_root $line || fail "'$prefix$line' failed; install $packages by hand and try again"
	done
}

setup_linux() {
	if command -v apt-get >/dev/null 2>&1; then
		packages=$(missing 1)
		[ -z "$packages" ] || install "env DEBIAN_FRONTEND=noninteractive apt-get update -q" \
			"env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages"
	elif command -v dnf >/dev/null 2>&1; then
		packages=$(missing 2)
		[ -z "$packages" ] || install "dnf install -y $packages"
	elif command -v pacman >/dev/null 2>&1; then
		packages=$(missing 3)
		[ -z "$packages" ] || install "pacman -S --needed --noconfirm $packages"
	elif command -v zypper >/dev/null 2>&1; then
		packages=$(missing 4)
		[ -z "$packages" ] || install "zypper --non-interactive install $packages"
	else
		packages=$(missing 1)
		[ -z "$packages" ] || fail "this system has none of apt-get, dnf, pacman and zypper: install what Debian calls $packages"
	fi
	left=$(missing 1)
	[ -z "$left" ] || fail "still missing after the installation, by their Debian names: $left"
}

setup_macos() {
	xcode-select -p >/dev/null 2>&1 && return
	say "setup: the Xcode command line tools (clang) are missing"
	say "setup: xcode-select --install"
	xcode-select --install
	fail "run this again when their installation has ended"
}

what=${1-build}
need_go
case $what in
go) exit 0 ;;
build) needs=$build_needs ;;
test) needs=$build_needs$test_needs ;;
*) fail "unknown word '$what': go, build or test" ;;
esac

case $(uname -s) in
Linux) setup_linux ;;
Darwin) setup_macos ;;
MINGW* | MSYS* | CYGWIN*) fail "on Windows: powershell -ExecutionPolicy Bypass -File scripts/setup.ps1" ;;
*) fail "no setup for $(uname -s): a C compiler, pkg-config, OpenGL and X11 headers are needed" ;;
esac
