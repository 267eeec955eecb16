# make run    sets up what the build needs, builds, opens the window
# make test   sets up what the tests need and runs all of them
#
# The work is in scripts/, so that it can be done without make as well.

.PHONY: help run test build cli lint e2e bench screenshots setup clean

help:
	@sed -n '1,2s/^# //p' Makefile
	@echo 'make build  builds bin/poolscope and bin/poolscope-cli'
	@echo 'make cli    builds bin/poolscope-cli alone: no C compiler, no OpenGL'
	@echo 'make lint, make e2e, make bench, make screenshots, make setup, make clean'

run:
	@sh scripts/run.sh

test:
	@sh scripts/test.sh

build:
	@sh scripts/setup.sh build
	@sh scripts/build.sh cli window

cli:
	@sh scripts/setup.sh go
	@sh scripts/build.sh cli

lint e2e:
	@sh scripts/test.sh $@

bench:
	@sh scripts/bench.sh

screenshots:
	@sh scripts/screenshots.sh

setup:
	@sh scripts/setup.sh test

clean:
	rm -rf bin .build
