# `make run` and `make test` work on a fresh machine with Python 3.11 or newer.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin
# One pytest run each, fast first. tests/arch refuses a folder that is not here.
TIERS := unit contracts web browser conformance safety scenarios equality property crash
# The tiers that speak to the product from outside, where requirements are proven.
PUBLIC := web browser scenarios crash
PYTEST := $(BIN)/python -m pytest
# Tiers whose files run side by side, a process a core; the others need quiet.
SPREAD := unit contracts web browser conformance safety scenarios equality
ASIDE := -n auto --maxprocesses 8 --dist loadfile

# What the editors in the browser are built from, and what says that they are.
EDITOR := $(shell find web/editor -name node_modules -prune -o -type f -print)
BUILT := $(if $(SPILLWAY_SKIP_FRONTEND),,web/static/editor/stamp.txt)

.PHONY: help run test lint format bench requirements environment

help: ## show these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: .venv/.ready-run $(BUILT) ## install, play two weeks of demo orders, serve them on port 8000
	@$(BIN)/spillway demo

test: lint ## the whole suite, fast parts first, stopping at the first part that fails
	@set -e; for tier in $(TIERS); do \
	  case " $(SPREAD) " in *" $$tier "*) aside="$(ASIDE)";; *) aside="";; esac; \
	  echo; echo "== tests/$$tier"; $(PYTEST) $$aside tests/$$tier; \
	done

lint: environment ## format, ruff, layers, the laws of the house, types
	@echo "== format"; $(BIN)/ruff format --check
	@echo "== ruff"; $(BIN)/ruff check
	@echo "== layers"; $(BIN)/lint-imports --no-logo
	@echo "== tests/arch"; $(PYTEST) $(ASIDE) tests/arch
	@echo "== types"; $(BIN)/mypy

format: environment ## let ruff format the code and sort its imports
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: .venv/.ready-run $(BUILT) ## measure the budgets, each beside its reference
	@$(BIN)/spillway bench

requirements: environment ## one line a requirement: proven by which test, or unproven
	@$(PYTEST) --requirements -q $(addprefix tests/,$(PUBLIC))

environment: .venv/.ready-test $(BUILT)

.venv/bin/python:
	@for python in python3.11 python3; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then echo "creating .venv with $$("$$python" --version)"; \
	    exec "$$python" -m venv .venv; fi; \
	done; \
	echo "Expected Python 3.11 or newer as python3.11 or python3, found" \
	  "$$(python3 --version 2>/dev/null || echo none). Install it and try again." >&2; \
	exit 1

.venv/.ready-run: pyproject.toml | .venv/bin/python
	@echo "installing"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e .
	@touch $@

.venv/.ready-test: pyproject.toml | .venv/bin/python
	@echo "installing with the tools of the tests"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[test]'
	@touch $@ .venv/.ready-run

web/static/editor/stamp.txt: $(EDITOR) | .venv/.ready-run
	@echo "building the editors"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps -e .
