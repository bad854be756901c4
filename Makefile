# Every target sets up what it needs, from a fresh clone, with nothing but Python 3.11
# or newer, a C compiler and make. .ci/run calls the same targets.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
DEBUG_BIN := $(abspath build/debug-venv/bin)
WHEEL_BIN := $(abspath build/wheel-venv/bin)
EXTRAS ?= test,lint,build

# What an editable installation is built from: after a change it is built again.
SOURCES := pyproject.toml setup.py $(wildcard grouper/*/*.pyx grouper/*/*.pxd tariffs/*/*.pyx)
INSTALLED := $(VENV)/.installed
MUTATES := $(VENV)/.mutates
SEED ?= 1

NOT_COPIED := --exclude=./.venv --exclude=./.git --exclude=./build --exclude=./dist \
  --exclude='*.so' --exclude=__pycache__ --exclude='.*_cache'

.DEFAULT_GOAL := help
.PHONY: help install demo test mutate fault-test bench bench-check lint debug-build debug-test debug-test-only wheel wheel-test clean

help:  ## Say what can be made.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
	  | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

install: $(INSTALLED)  ## Set up .venv with the project and its tools.

demo: $(INSTALLED)  ## Group the example batch on the example release, into ./out.
	$(BIN)/dbc-grouper demo

test: $(INSTALLED)  ## Run the whole suite, on all processors.
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

fault-test: $(INSTALLED)  ## Kill and hinder every command wherever it writes.
	$(BIN)/python tests/faults/inject.py $(FAULT_ARGS)

# Not part of .ci/run: it asks how good the tests are, and takes an hour.
mutate: $(MUTATES)  ## Change the code at 400 places (SEED=n); say which no test noticed.
	$(BIN)/python -m tests.mutation --seed $(SEED) tariffs
	$(BIN)/python -m tests.mutation --seed $(SEED) grouper productstructure

bench: $(INSTALLED)  ## Measure for minutes and print it (BENCH_ARGS=--full: an hour, and the page).
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

bench-check: $(INSTALLED)  ## Measure briefly; fails when a figure fell behind the committed one.
	$(BIN)/python -m benchmarks.check $(BENCH_ARGS)

lint: $(INSTALLED)  ## Format, rules, types, Cython, import directions.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PATH="$(abspath $(BIN)):$$PATH" cython-lint grouper tariffs
	$(BIN)/lint-imports --no-cache

# The debug build checks every index. It is built from a copy, so that the compiled
# modules of the release build stay where they are.
debug-build:  ## Build a copy of the project with bounds checks, in build/debug.
	rm -rf build/debug
	mkdir -p build/debug/project
	tar -cf - $(NOT_COPIED) . | tar -xf - -C build/debug/project
	if test -d ../shared; then ln -s "$(abspath ../shared)" build/debug/shared; fi
	test -x $(DEBUG_BIN)/python || $(PYTHON) -m venv build/debug-venv
	cd build/debug/project && DBC_DEBUG_BUILD=1 \
	  $(DEBUG_BIN)/python -m pip install --quiet -e '.[test]'

debug-test: debug-build debug-test-only  ## Run the suite on a build with bounds checks.

debug-test-only:
	cd build/debug/project && DBC_DEBUG_BUILD=1 \
	  $(DEBUG_BIN)/python -m pytest $(PYTEST_ARGS)

wheel: $(INSTALLED)  ## Build a wheel into dist/.
	rm -rf dist build/lib* build/bdist*
	$(BIN)/python -m build --wheel --outdir dist .

# Tests and demo run far from the source, which PYTHONSAFEPATH keeps out of sight.
wheel-test:  ## Run suite and demo on the wheel in dist/, outside the source tree.
	rm -rf build/wheel
	mkdir -p build/wheel/project
	cp -R tests pyproject.toml build/wheel/project
	if test -d ../shared; then ln -s "$(abspath ../shared)" build/wheel/shared; fi
	$(PYTHON) -m venv --clear build/wheel-venv
	wheel=$$(echo dist/*.whl); $(WHEEL_BIN)/python -m pip install --quiet "$$wheel[test]"
	cd build/wheel/project && PYTHONSAFEPATH=1 \
	  $(WHEEL_BIN)/python -m pytest -n auto --ignore tests/architecture --ignore tests/benchmarks \
	  $(PYTEST_ARGS)
	cd build/wheel && PYTHONSAFEPATH=1 $(WHEEL_BIN)/dbc-grouper demo

clean:  ## Remove what was made here, compiled modules included.
	rm -rf $(VENV) build dist out *.egg-info
	rm -f grouper/*/*.so tariffs/*/*.so

$(INSTALLED): $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e '.[$(EXTRAS)]'
	touch $@

$(MUTATES): $(INSTALLED)
	$(BIN)/python -m pip install --quiet -e '.[mutate]'
	touch $@
