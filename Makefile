# What one may do here: `make` alone lists it.
# Needs Python 3.11 or newer with its venv module, make, and a package index; nothing else.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
CODE = $(wildcard src bench tests)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# The environment is the project's own, so installing as root is safe.
export PIP_ROOT_USER_ACTION := ignore
# Tests start the server some three hundred times: compiling it anew takes half of each start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install dev test check bench format lock sdk

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

install: $(VENV)/.project  ## set up .venv: the locked packages and crmstead itself, editable

dev: install  ## run a server with a sample org (ARGS="--port 9460 --data DIR")
	$(BIN)/crmstead dev $(ARGS)

test: install sdk  ## run the tests (ARGS="-k token tests/api")
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: install  ## formatting, lint, types, import directions
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports

bench: install  ## run the benchmarks (ARGS="--help")
	$(BIN)/python -m bench $(ARGS)

format: install  ## format, and fix what lint can fix by itself
	$(BIN)/ruff check --fix-only $(CODE)
	$(BIN)/ruff format $(CODE)

# Run it with the oldest supported Python. Each lock holds versions and hashes, never an address.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes \
	--allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links $(ARGS)

lock: install  ## lock the packages named in pyproject.toml again (ARGS=--upgrade)
	$(COMPILE) --output-file requirements/run.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements/run.txt \
		--output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --output-file requirements/sdk-7.txt requirements/sdk-7.in
	$(COMPILE) --output-file requirements/sdk-8.txt requirements/sdk-8.in

# The vendor's SDKs for v7 and v8 unpack into the same folders (zohocrmsdk/...), so they cannot
# share an environment: tests run each in a subprocess with PYTHONPATH=.sdk/7 or .sdk/8.
sdk: .sdk/7/.installed .sdk/8/.installed

.sdk/%/.installed: requirements/sdk-%.txt | install
	@rm -rf $(@D)
	$(BIN)/python -m pip install -qq --require-hashes --target $(@D) --requirement $<
	@touch $@

# Made anew when the lock changes, so that nothing the lock dropped stays behind.
$(VENV)/.locked: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "crmstead needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install -qq --require-hashes --requirement $<
	@touch $@

# The build backend comes from the lock, hence no isolation.
$(VENV)/.project: $(VENV)/.locked pyproject.toml
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@
