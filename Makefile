# Every target sets up what it needs, from a fresh clone, with nothing but Python 3.11
# or newer, a C compiler and make. .ci/run calls the same targets.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
DEBUG_VENV := build/debug-venv
EXTRAS ?= test,lint,build

# What an editable installation is built from: after a change it is built again.
SOURCES := pyproject.toml setup.py $(wildcard grouper/*.pyx grouper/*.pxd tariffs/*.pyx tariffs/*.pxd)
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test bench lint debug-test wheel clean

help:  ## Say what can be made.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
	  | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

install: $(INSTALLED)  ## Set up .venv with the project and its tools.

demo: $(INSTALLED)  ## Group the example batch on the example release, into ./out.
	$(BIN)/dbc-grouper demo

test: $(INSTALLED)  ## Run the whole suite.
	$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: $(INSTALLED)  ## Measure; prints ratios and writes benchmarks/results/latest.json.
	$(BIN)/python -m pytest benchmarks $(BENCH_ARGS)

lint: $(INSTALLED)  ## Format, rules, types, Cython, import directions.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PATH="$(abspath $(BIN)):$$PATH" cython-lint grouper tariffs
	$(BIN)/lint-imports --no-cache

# The debug build checks every index. It is built from a copy, so that the compiled
# modules of the release build stay where they are.
debug-test: $(INSTALLED)  ## Run the suite on a build with bounds checks.
	rm -rf build/debug-source
	mkdir -p build/debug-source/project
	git ls-files -z --cached --others --exclude-standard \
	  | xargs -0 sh -c 'for f; do test -e "$$f" && printf "%s\0" "$$f"; done' sh \
	  | tar --null -T - -cf - | tar -xf - -C build/debug-source/project
	test -x $(DEBUG_VENV)/bin/python || $(PYTHON) -m venv $(DEBUG_VENV)
	if test -d ../shared; then ln -sfn "$(abspath ../shared)" build/debug-source/shared; fi
	cd build/debug-source/project && DBC_DEBUG_BUILD=1 \
	  "$(abspath $(DEBUG_VENV))/bin/python" -m pip install --quiet -e '.[test]'
	cd build/debug-source/project && DBC_DEBUG_BUILD=1 \
	  "$(abspath $(DEBUG_VENV))/bin/python" -m pytest $(PYTEST_ARGS)

wheel: $(INSTALLED)  ## Build a wheel into dist/.
	rm -rf dist build/lib* build/bdist*
	$(BIN)/python -m build --wheel --outdir dist .

clean:  ## Remove what was made here, compiled modules included.
	rm -rf $(VENV) build dist out *.egg-info
	rm -f grouper/*.so tariffs/*.so

$(INSTALLED): $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e '.[$(EXTRAS)]'
	touch $@
