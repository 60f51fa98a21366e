# Gradus. `make demo` and `make test` set up everything they need, the virtual environment included.

VENV := .venv
ROOMS := server grader gradus reference languages
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# Tests that share what is dear to build carry the name of a group, and one process runs a group.
# One more than there are cores: a fourth of a test's time is waited for processes and browsers.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
PORT ?= 8000
PYTEST := $(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup
NEEDED := $(VENV)/.dev browser sandbox

.DEFAULT_GOAL := help
.PHONY: help demo dev test test-all prove faults coverage check messages fix bench docs tables diagram lock audit sbom browser sandbox clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 11

demo: $(VENV)/.server ## a course to play with, at an address that it prints
	$(BIN)/gradus demo

dev: $(VENV)/.dev ## the demo at port 8000 (PORT=8001 for another), started anew whenever code, a page or a message changes
	$(BIN)/watchfiles '$(BIN)/gradus demo --port $(PORT) --data-dir gradus-data' $(ROOMS)

test: $(NEEDED) $(if $(T),,check) ## every check, every test but the long corpora, properties on a quarter of the examples; T=tests/server for a part
	$(PYTEST) $(if $(T),$(T),-m "not long and not proof and not real_data" --hypothesis-profile brief)

test-all: $(NEEDED) check ## every check and every test but those for prove, properties on half of the examples
	$(PYTEST) -m "not proof" --hypothesis-profile half

prove: $(NEEDED) ## what takes an hour, with its figures in tests/prove.log; S="pictures" for one step
	$(BIN)/python -m tests.prove $(if $(S),"$(S)")

faults: $(VENV)/.dev ## a server killed in 200 bursts of uploads on each database, with a line for each run in tests/faults/faults.log; N=20 for fewer
	$(BIN)/python -m tests.faults --cycles $(if $(N),$(N),200)

# Not measured: what runs in the sandbox's child, which has no files to write figures to.
coverage: $(NEEDED) ## how many of the lines and branches all tests run, servers they start included
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses $(WORKERS) --dist loadgroup $(T)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(VENV)/.dev ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: $(VENV)/.dev ## bring the catalogues of every language up to what the code says
	$(BIN)/python -m languages.extraction

fix: $(VENV)/.dev ## put right what can be put right by machine
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.bench ## the figures of docs/performance.md, measured here
	$(BIN)/python benchmarks/score_file.py
	$(BIN)/python benchmarks/accept_and_score.py
	$(BIN)/python benchmarks/check_layers.py
	$(BIN)/python benchmarks/sandbox.py
	$(BIN)/python benchmarks/uncertainty.py
	$(BIN)/python benchmarks/similarity.py
	$(BIN)/python benchmarks/regrade.py
	$(BIN)/python benchmarks/probe.py
	$(BIN)/python benchmarks/probe_metrics.py
	$(BIN)/python benchmarks/restricted.py

docs: $(VENV)/.dev ## the pages of docs/ as a site, in docs/_build
	$(BIN)/sphinx-build -q -W --keep-going docs docs/_build
	@echo "Open docs/_build/index.html"

tables: $(VENV)/.dev ## write the tables of layers and metrics anew, from the registries of the judge
	$(BIN)/python docs/layer_tables.py
	$(BIN)/python docs/metric_table.py

diagram: $(VENV)/.dev ## draw the modules and their imports anew
	$(BIN)/python docs/modules_diagram.py

# Versions are those of constraints.txt; no address of an index is written.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--constraint constraints.txt --no-emit-index-url --no-header --no-annotate
lock: $(VENV)/.supply ## write requirements/ anew: what production installs, with the hash of every file
	grep -o 'hatchling[^"]*' pyproject.toml | head -1 | $(LOCK) - --output-file requirements/build.txt
	$(LOCK) --extra server --extra postgres pyproject.toml --output-file requirements/production.txt

audit: $(VENV)/.supply ## what is known to be unsafe in what production installs
	$(BIN)/python -m tests.audit

sbom: $(VENV)/.supply ## a list of what production installs, in CycloneDX, as gradus.cdx.json
	$(BIN)/cyclonedx-py requirements requirements/production.txt --pyproject pyproject.toml \
		--index-url '' --output-reproducible --output-file gradus.cdx.json

browser: $(VENV)/.dev
	@if ! $(BIN)/python tests/browser.py >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests ..."; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	  else \
	    echo "No Chromium found: the browser tests will be skipped. To run them, type one of"; \
	    echo "  sudo apt-get install chromium      (Debian, Ubuntu)"; \
	    echo "  $(BIN)/playwright install chromium (any system)"; \
	  fi; \
	fi

sandbox:
	@if [ "$$(uname -s)" = Linux ] && ! command -v bwrap >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing bubblewrap for the tests of the sandbox ..."; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends bubblewrap libseccomp2 >/dev/null; \
	  else \
	    echo "No bubblewrap found: its tests will be skipped. To run them, type"; \
	    echo "  sudo apt-get install bubblewrap libseccomp2      (Debian, Ubuntu)"; \
	  fi; \
	fi

clean: ## remove what was set up here
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Gradus needs Python 3.11 or later, as 'python3' or named: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv $(VENV); \
	  else \
	    echo "Python's venv module is missing. On Debian and Ubuntu type: sudo apt-get install python3-venv"; exit 1; \
	  fi; }

$(VENV)/.server: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up in $(VENV) ..."
	@$(INSTALL) --editable '.[server]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up in $(VENV) ..."
	@$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/.server

$(VENV)/.supply: $(VENV)/.dev
	@$(INSTALL) --editable '.[dev,supply]'
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@$(INSTALL) --editable '.[dev,bench]'
	@touch $@
