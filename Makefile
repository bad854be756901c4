# Every target sets up what it needs, from a fresh clone, with nothing but Python 3.11
# or newer, a C compiler and make. .ci/run calls the same targets.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
DEBUG_BIN := $(abspath build/debug-venv/bin)
WHEEL_BIN := $(abspath build/wheel-venv/bin)
LOCK_BIN := $(abspath build/lock-venv/bin)
EXTRAS ?= test,lint,build

# With Python 3.11 every file that is installed is one that is named by its hash (make
# lock); with another Python, or other extras, pyproject.toml alone says what is.
PYTHON_VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
LOCK_test := -r requirements-ci.txt
LOCK_test,lint,build := -r requirements-ci.txt
LOCK_test,lint,build,spark := -r requirements-ci.txt -r requirements-spark.txt

# $(call install,PYTHON,PROJECT,EXTRAS): the project and what it needs, for one Python.
# What it is built with is in the lock, too.
install = $(call install_by,$(1),$(2),$(3),$(if $(filter 3.11,$(PYTHON_VERSION)),$(LOCK_$(3))))
install_by = $(if $(4),$(1) -m pip install --quiet --require-hashes $(4) && $\
  $(1) -m pip install --quiet --no-deps --no-build-isolation $(2),$\
  $(1) -m pip install --quiet $(2)'[$(3)]')

# What an editable installation is built from: after a change it is built again.
SOURCES := pyproject.toml requirements-ci.txt setup.py $(wildcard grouper/*/*.pyx grouper/*/*.pxd tariffs/*/*.pyx declarations/*/*/*.pyx declarations/*/*/*.pxd)
INSTALLED := $(VENV)/.installed
# A process a processor; a module stays together, and they begin as conftest.py has it.
BESIDE := -n auto --dist loadscope --no-loadscope-reorder
WHEEL_INSTALLED := build/wheel-venv/.installed
MUTATES := $(VENV)/.mutates
DOCUMENTS := $(VENV)/.documents
SEED ?= 1

LOCKED := $(LOCK_BIN)/uv pip compile pyproject.toml $(LOCK_ARGS) --quiet --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url

NOT_COPIED := --exclude=./.venv --exclude=./.git --exclude=./build --exclude=./dist \
  --exclude='*.so' --exclude=__pycache__ --exclude='.*_cache'

.DEFAULT_GOAL := help
.PHONY: help install lock demo docs test test-all mutate fault-test bench bench-check lint debug-build debug-test debug-test-only wheel wheel-test sbom clean

help:  ## Say what can be made.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
	  | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

install: $(INSTALLED)  ## Set up .venv with the project and its tools.

lock:  ## Write anew what is installed, by its hashes; LOCK_ARGS=--upgrade for newer.
	test -x $(LOCK_BIN)/uv || $(PYTHON) -m venv build/lock-venv
	test -x $(LOCK_BIN)/uv || $(LOCK_BIN)/python -m pip install --quiet uv
	$(LOCKED) --extra test --extra lint --extra build --output-file requirements-ci.txt
	$(LOCKED) --extra spark --constraint requirements-ci.txt --output-file requirements-spark.txt

demo: $(INSTALLED)  ## Group the example batch on the example release, into ./out.
	$(BIN)/dbc-grouper demo

docs: $(DOCUMENTS)  ## Build the site of docs/ into build/site.
	$(BIN)/zensical build --clean
	$(BIN)/python .ci/site.py build/site

test: $(INSTALLED)  ## Run every kind of test in minutes, on all processors.
	$(BIN)/python -m pytest $(BESIDE) --part minutes $(PYTEST_ARGS)

test-all: $(INSTALLED)  ## Run the whole suite, on all processors.
	$(BIN)/python -m pytest $(BESIDE) $(PYTEST_ARGS)

fault-test: $(INSTALLED)  ## Hinder every command wherever it writes; damage what it reads.
	$(BIN)/python tests/faults/inject.py $(FAULT_ARGS)
	$(BIN)/python tests/faults/damage.py $(DAMAGE_ARGS)

# Not part of .ci/run: it asks how good the tests are, and takes an hour.
mutate: $(MUTATES)  ## Change the code at 400 places (SEED=n); say which no test noticed.
	$(BIN)/python -m tests.mutation --seed $(SEED) tariffs
	$(BIN)/python -m tests.mutation --seed $(SEED) grouper productstructure

bench: $(INSTALLED)  ## Measure for minutes and print it (BENCH_ARGS=--full: an hour, and the page; --small: each once).
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

bench-check: $(INSTALLED)  ## Measure briefly; fails when a figure fell behind the committed one.
	$(BIN)/python -m benchmarks.check $(BENCH_ARGS)

lint: $(INSTALLED)  ## Format, rules, types, Cython, import directions.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PATH="$(abspath $(BIN)):$$PATH" cython-lint grouper tariffs declarations
	$(BIN)/lint-imports --no-cache

# The debug build checks every index. It is built from a copy, so that the compiled
# modules of the release build stay where they are.
debug-build:  ## Build a copy of the project with bounds checks, in build/debug.
	rm -rf build/debug
	mkdir -p build/debug/project
	tar -cf - $(NOT_COPIED) . | tar -xf - -C build/debug/project
	if test -d ../shared; then ln -s "$(abspath ../shared)" build/debug/shared; fi
	test -x $(DEBUG_BIN)/python || $(PYTHON) -m venv build/debug-venv
	cd build/debug/project && export DBC_DEBUG_BUILD=1 && \
	  $(call install,$(DEBUG_BIN)/python,-e .,test)

debug-test: debug-build debug-test-only  ## Run the suite on a build with bounds checks.

debug-test-only:
	cd build/debug/project && DBC_DEBUG_BUILD=1 \
	  $(DEBUG_BIN)/python -m pytest $(PYTEST_ARGS)

wheel: $(INSTALLED)  ## Build a wheel into dist/.
	rm -rf dist build/lib* build/bdist*
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

# Tests and demo run far from the source, which PYTHONSAFEPATH keeps out of sight.
wheel-test: $(WHEEL_INSTALLED)  ## Run suite and demo on the wheel in dist/, outside the source tree.
	rm -rf build/wheel
	mkdir -p build/wheel/project
	cp -R tests pyproject.toml build/wheel/project
	if test -d ../shared; then ln -s "$(abspath ../shared)" build/wheel/shared; fi
	cd build/wheel/project && PYTHONSAFEPATH=1 \
	  $(WHEEL_BIN)/python -m pytest $(BESIDE) --ignore tests/architecture --ignore tests/benchmarks \
	  $(PYTEST_ARGS)
	cd build/wheel && PYTHONSAFEPATH=1 $(WHEEL_BIN)/dbc-grouper demo

# Of what the wheel needs; the environment holds what its tests need, too.
sbom: $(WHEEL_INSTALLED)  ## Write what the wheel in dist/ brings along, into dist/sbom.json.
	wheel=$$(echo dist/*.whl); $(WHEEL_BIN)/python .ci/sbom.py "$$wheel" dist/sbom.json

clean:  ## Remove what was made here, compiled modules included.
	rm -rf $(VENV) build dist out *.egg-info
	rm -f grouper/*/*.so tariffs/*/*.so declarations/*/*/*.so

$(INSTALLED): $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(call install,$(BIN)/python,-e .,$(EXTRAS))
	touch $@

$(WHEEL_INSTALLED): $(or $(wildcard dist/*.whl),wheel)
	$(PYTHON) -m venv --clear build/wheel-venv
	wheel=$$(echo dist/*.whl) && $(call install,$(WHEEL_BIN)/python,"$$wheel",test)
	$(WHEEL_BIN)/python -m pip check
	touch $@

# The project itself stands there already, and is not compiled once more.
needs = $(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["$(1)"])'

$(DOCUMENTS): $(INSTALLED)
	$(BIN)/python -m pip install --quiet $$($(call needs,docs))
	touch $@

$(MUTATES): $(INSTALLED)
	$(BIN)/python -m pip install --quiet $$($(call needs,mutate))
	touch $@
