# Each target makes .venv from requirements.lock first, and only when the lock has changed.
PYTHON ?= python3
MONTH ?= 2020-05
BIN := .venv/bin

.PHONY: briefing test test-long explore bench lint
.DELETE_ON_ERROR:

briefing: .venv/installed
	$(BIN)/briefing build $(MONTH) --force

test: .venv/installed
	$(BIN)/pytest -q -n auto

test-long: .venv/installed
	$(BIN)/pytest -q -m long -n auto --dist loadfile

explore: .venv/installed
	$(BIN)/briefing explore $(if $(filter file,$(origin MONTH)),,$(MONTH))

bench: .venv/installed
	$(BIN)/python -m tests.bench

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The lock holds every package with its hash; the project itself goes in without asking for more.
.venv/ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "需要 Python 3.11 或更新的版本，可用 make PYTHON=python3.12 指定")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	touch $@

.venv/installed: .venv/ready pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
