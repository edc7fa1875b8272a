# Each target makes .venv from requirements.lock first, and only when the lock has changed.
PYTHON ?= python3
MONTH ?= 2020-05
BIN := .venv/bin

.PHONY: briefing help test test-long explore bench lint
.DELETE_ON_ERROR:

briefing: .venv/installed  ## build the example briefing (another month: make MONTH=2020-04)
	$(BIN)/briefing build $(MONTH) --force

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

test: .venv/installed  ## run the tests that take minutes at most
	$(BIN)/pytest -q -n logical --dist loadfile

test-long: .venv/installed  ## run the long tests: kill, fuzz, browser, validators
	$(BIN)/pytest -q -m long -n logical --dist loadfile

explore: .venv/installed  ## open JupyterLab on the latest month (or MONTH=…)
	$(BIN)/briefing explore $(if $(filter file,$(origin MONTH)),,$(MONTH))

bench: .venv/installed  ## measure how long reading and making reports takes
	$(BIN)/python -m tests.bench

lint: .venv/installed  ## check style, types and which room imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# The lock holds every package with its hash; the project itself goes in without asking for more.
.venv/ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "需要 Python 3.11 或更新的版本，可用 make PYTHON=python3.12 指定")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	touch $@

.venv/installed: .venv/ready pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
