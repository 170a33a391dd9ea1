# What a newcomer types. Everything is built by CMake and Ninja in build/; tools/install fetches what is missing first
# and takes no time when nothing is.

JOBS ?= $(shell nproc)
BUILD_TYPE ?= Release
TEST_JOBS ?= 2
TESTS ?=

CONFIGURE = cmake -G Ninja -DCMAKE_BUILD_TYPE=$(BUILD_TYPE) -S . --log-level=WARNING
CTEST = ctest --output-on-failure --no-tests=error -j$(TEST_JOBS) $(if $(TESTS),-R '$(TESTS)')

.PHONY: all deps demo test test-sanitize golden-rewrite docs-rewrite fuzz bench clean help

all: build/build.ninja
	ninja -C build -j$(JOBS) greenrule

deps:
	@tools/install

build/build.ninja: deps
	@test -e $@ || $(CONFIGURE) -B build -DGREENRULE_PRECOMPILE=ON

demo: all
	@tools/demo

test: build/build.ninja
	ninja -C build -j$(JOBS)
	cd build && $(CTEST)

test-sanitize: deps
	@test -e build-sanitize/build.ninja || $(CONFIGURE) -B build-sanitize -DGREENRULE_PRECOMPILE=ON -DGREENRULE_SANITIZE=ON
	ninja -C build-sanitize -j$(JOBS)
	cd build-sanitize && $(CTEST)

golden-rewrite: build/build.ninja
	ninja -C build -j$(JOBS) greenrule golden_runner
	build/golden_runner --rewrite --greenrule build/greenrule --cases tests/golden/cases $(if $(TESTS),--only '$(TESTS)')

docs-rewrite: build/build.ninja
	ninja -C build -j$(JOBS) docs_test
	GREENRULE_DOCS_REWRITE=1 build/docs_test --gtest_brief=1

fuzz:
	@tools/install fuzz
	@tools/fuzz

bench:
	@bench/install
	@test -e build/build.ninja || $(CONFIGURE) -B build -DGREENRULE_PRECOMPILE=ON
	@cmake build -DGREENRULE_BENCH=ON --log-level=WARNING >/dev/null
	ninja -C build -j$(JOBS) greenrule greenrule_bench
	build/greenrule_bench --folder build/bench --page docs/benchmarks.md $(BENCH)

clean:
	rm -rf build build-sanitize build-fuzz

help:
	@echo 'make                  builds build/greenrule'
	@echo 'make demo             runs Huzhou'\''s policy over made-up data and prints the summary'
	@echo 'make test             builds and runs every test (TESTS=pattern for some of them)'
	@echo 'make test-sanitize    the same under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make golden-rewrite   writes the output of today into the golden tests; read the diff'
	@echo 'make docs-rewrite     writes the output of today into the manual; read the diff'
	@echo 'make bench            runs the benchmarks, writes docs/benchmarks.md and build/bench/results.json (BENCH=--quick)'
	@echo 'make clean            removes what was built; what was installed stays'
