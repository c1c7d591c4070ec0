# The whole path from data to page. `make` alone lists what there is.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup evaluate lab check lint fix test report compare diff certificate quarto lock clean

PARAMS ?= params/demo.yml
RUN ?= $(shell sed -n 's/^evaluation: *//p' $(PARAMS))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

# One seed for set order, one thread for linear algebra: the same bytes on every run.
export PYTHONHASHSEED := 0
export OPENBLAS_NUM_THREADS := 1

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
# uv itself comes from the lock, checked against its hashes; it trusts the certificates that the system trusts.
UV = $(BIN)/uv --quiet --no-config --system-certs

two_runs = test -n "$(OLD)" -a -n "$(NEW)" || { \
	echo "make $(1) needs two runs: make $(1) OLD=<run> NEW=<run>, each a folder, a run id or an evaluation such as demo" >&2; \
	exit 2; }

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## build .venv from requirements.lock (skipped when nothing changed)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Setup needs Python 3.11 or later: install it (Debian: apt-get install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Setup needs Python's venv module, which $(PYTHON) lacks: install it (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock ..."
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@awk '/^uv==/ {p = 1} p {print} p && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock
	@env -u PYTHONDONTWRITEBYTECODE $(UV) pip sync --python $(BIN)/python --compile-bytecode --require-hashes requirements.lock
	@$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q evaluation
	@$(BIN)/python -m ipykernel install --sys-prefix --name coalition-evaluation --display-name "Coalition evaluation" \
		--env PYTHONHASHSEED 0 --env OPENBLAS_NUM_THREADS 1 > /dev/null
	@touch $@

# Real data are released only with CHECKED_BY, the name of who has read the review: it is taken from the environment.
evaluate: $(STAMP) ## data, analyses, release and report; the demo, or PARAMS=params/mine.yml (real data: CHECKED_BY=NAME)
	@$(if $(filter params/demo.yml,$(PARAMS)),$(BIN)/evaluation demo)
	@run=$$($(BIN)/evaluation run $(PARAMS)) && \
	$(BIN)/evaluation release "$$run" $${CHECKED_BY:+--checked-by "$$CHECKED_BY"} && \
	$(BIN)/evaluation report "$$run"

lab: $(STAMP) ## open JupyterLab, every notebook ready to run; its options: make lab LAB=--no-browser
	@$(BIN)/evaluation demo
	@test -e outputs/demo/latest/released/about.json || { \
	echo "The notebooks of the public pages read a release, and the newest run of the demo has none: running and releasing it first ..."; run=$$($(BIN)/evaluation run params/demo.yml) && $(BIN)/evaluation release "$$run"; }
	@$(BIN)/jupyter lab --notebook-dir . notebooks $(LAB)

check: $(STAMP) ## check the demo and the code; or the parameters and data of PARAMS=params/mine.yml, and no code
	@$(if $(filter params/demo.yml,$(PARAMS)),$(BIN)/evaluation demo)
	@$(BIN)/evaluation check $(PARAMS)
	@$(if $(filter file,$(origin PARAMS)),$(MAKE) --no-print-directory lint)

lint: $(STAMP) ## check the style of the code and which layer imports which
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && $(BIN)/lint-imports --no-logo

fix: $(STAMP) ## repair formatting and rewrite the generated pages
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	@$(BIN)/python -m evaluation.reporting.codebook
	@$(BIN)/python -m evaluation.reporting.parameter_reference

test: $(STAMP) ## every test
	@$(BIN)/python -m pytest

report: $(STAMP) ## render the report of the newest run again
	@$(BIN)/evaluation report $(RUN)

compare: $(STAMP) ## which numbers moved: make compare OLD=<run> NEW=<run>
	@$(call two_runs,compare)
	@$(BIN)/evaluation compare "$(OLD)" "$(NEW)"

diff: $(STAMP) ## how two runs' notebooks differ: make diff OLD=<run> NEW=<run>
	@$(call two_runs,diff)
	@$(BIN)/evaluation compare --notebooks "$(OLD)" "$(NEW)"

certificate: $(STAMP) ## simulate again how often intervals hold the truth, and write the page's table (an hour or so)
	@$(BIN)/evaluation certify its --write-docs

quarto: $(STAMP) ## try to add Quarto from its Python package (it downloads Quarto; without it Pandoc renders)
	@if timeout 300 $(UV) pip install --python $(BIN)/python quarto-cli > $(VENV)/quarto.log 2>&1; \
	then echo "Quarto is installed: $$($(BIN)/quarto --version)"; \
	else echo "Quarto could not be installed (see $(VENV)/quarto.log); reports are rendered by Pandoc instead"; fi

lock: $(STAMP) ## rewrite requirements.lock and environment.yml from pyproject.toml
	@$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --output-file requirements.lock
	@$(BIN)/python .ci/environment.py

clean: ## remove .venv and caches; outputs stay
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
