# Everything is installed into .venv; nothing outside this folder is touched.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install up test lint types check bench handbook pictures catalogues clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Install into .venv with the pinned versions

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed; set PYTHON=python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "No virtual environment could be made: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

up: $(INSTALLED) ## Start the example city: mail sink, Prefect, worker, first runs; ARGS=--once stops when they are done
	@$(BIN)/trespann up $(ARGS)

test: lint types check ## Lint, types and all tests, in parallel

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(INSTALLED)
	$(BIN)/mypy

check: $(INSTALLED)
	$(BIN)/pytest

bench: $(INSTALLED) ## Measure the hot paths beside raw rows and peers, and fail for goals missed; ARGS='--largest 100000 ticks'
	$(BIN)/python -m benchmarks $(ARGS)

handbook: $(INSTALLED) ## Write the diagrams and tables of the processes anew into docs/handbook
	$(BIN)/python -m states.processes.handbook docs/handbook
	$(BIN)/python -m desk.clauses.handbook docs/handbook/clauses

pictures: $(INSTALLED) ## Take the pictures of the board anew, with Debian's chromium
	$(BIN)/python -m tests.pictures docs/pictures

catalogues: $(INSTALLED) ## Compile the translations
	$(BIN)/pybabel compile --directory models/locale --domain cli
	$(BIN)/pybabel compile --directory models/locale --domain mail
	$(BIN)/pybabel compile --directory models/locale --domain web

clean: ## Remove the environment, what was written at run time and caches
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info benchmarks/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
