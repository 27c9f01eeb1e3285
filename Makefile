# Everything that a person does with this project, one word each. `make` alone explains itself.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
UV := .cache/uv
JOBS ?= 4
SECONDS ?= 600
PROTOS := .cache/protos

.PHONY: help
help: ## Say what there is
	@printf '\n  \033[1mRemit\033[0m decides what an AI agent may do and what it may spend.\n\n'
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n  \033[1m%s\033[0m\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "    \033[36mmake %-16s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\n  Arguments go in ARGS:  make test ARGS="tests/budget -k hold"\n\n'

##@ See it

.PHONY: demo serve
demo: $(STAMP) ## Watch one agent being governed, from question to proof
	@$(BIN)/remit demo $(ARGS)

serve: $(STAMP) ## Start a server here (SQLite and memory) and say how to reach it
	@$(BIN)/remit serve $(ARGS)

##@ Work on it

.PHONY: setup test faults soak bench format
setup: $(STAMP) ## Make .venv with everything that is pinned, and get what some tests run (quick when it is there)
	@tools/others || echo "make setup: done, but for what is said above" >&2

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Remit needs Python 3.11 or newer; say which one: make setup PYTHON=python3.12" >&2; exit 1; }
	@echo "Making $(VENV) with what requirements/dev.txt pins; this takes half a minute, once."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

# Tests start hundreds of processes: they compile the code once, wherever else that is not wanted.
test faults soak: export PYTHONDONTWRITEBYTECODE :=

test: $(STAMP) ## Run every test: most side by side, then those that measure time, one by one
ifeq ($(strip $(ARGS)),)
	@ended=0; export PYTHON=$(BIN)/python; \
	tools/once-more side-by-side --numprocesses $(JOBS) --dist worksteal -m "not alone" || ended=$$?; \
	tools/once-more one-by-one -m alone || ended=$$?; \
	exit $$ended
else
	@$(BIN)/python -m pytest $(ARGS)
endif

faults: $(STAMP) ## Prove the promises under fire, then all properties, in full length (half an hour)
	@REMIT_TEST_FAULTS=full $(BIN)/python -m pytest -rs tests/faults tests/promises/test_overload.py $(ARGS)
ifeq ($(strip $(ARGS)),)
	@REMIT_TEST_FAULTS=full $(BIN)/python -m pytest --numprocesses $(JOBS) -m "(hypothesis or full) and not fault"
endif

soak: $(STAMP) ## Load each kind of server with everything for ten minutes (SECONDS=) and see that nothing grows
	@REMIT_TEST_SOAK_SECONDS=$(SECONDS) $(BIN)/python -m pytest tests/faults/test_soak.py $(ARGS)

bench: $(STAMP) ## Measure against an empty echo server on this machine
	@$(BIN)/python -m tools.bench $(ARGS)

format: $(STAMP) ## Lay out the code and sort its imports
	@$(BIN)/ruff check --select I --fix --quiet .
	@$(BIN)/ruff format .

##@ Prove it

.PHONY: check format-check lint types imports architecture proto-lint generated-check breaking deploy-check
check: format-check lint types imports architecture proto-lint generated-check ## All of the following
	@echo "make check: all passed"

format-check: $(STAMP) ## Code is laid out as `make format` does
	@$(BIN)/ruff format --check .

lint: $(STAMP) ## Every rule of Ruff but those that pyproject.toml opts out of, with reasons
	@$(BIN)/ruff check .

types: $(STAMP) ## mypy, strict
	@$(BIN)/mypy

imports: $(STAMP) ## Imports point down, and capabilities are blind to each other
	@$(BIN)/lint-imports --cache-dir .cache/import-linter

architecture: $(STAMP) ## Sizes, names, forbidden calls, registries, documented protos
	@$(BIN)/python -m pytest tests/architecture --quiet

proto-lint: $(STAMP) ## buf's STANDARD and COMMENTS, without exceptions
	@$(BIN)/python -m tools.generation --describe $(PROTOS)/remit.binpb
	@$(BIN)/buf lint $(PROTOS)/remit.binpb --path remit --config buf.yaml
	@echo "buf lint: no findings"

generated-check: $(STAMP) ## Stubs are what the protos say, for each language whose tools are here
	@$(BIN)/python -m tools.generation --check

breaking: $(STAMP) ## Protos break no caller of AGAINST (a git revision; default HEAD)
	@rm -rf $(PROTOS)/against && mkdir -p $(PROTOS)/against
	@git archive "$${AGAINST:-HEAD}" protos | tar -x -C $(PROTOS)/against
	@$(BIN)/python -m tools.generation --describe $(PROTOS)/remit.binpb
	@$(BIN)/python -m tools.generation --describe $(PROTOS)/against.binpb --protos $(PROTOS)/against/protos
	@$(BIN)/buf breaking $(PROTOS)/remit.binpb --against $(PROTOS)/against.binpb --path remit --config buf.yaml
	@echo "buf breaking: no findings"

deploy-check: $(STAMP) ## compose.yaml and the Helm chart are what their own tools take (needs Go, which builds those once)
	@command -v go >/dev/null || { echo "deploy-check: skipped, for Go is not here to build helm and compose's own reader"; exit 0; }; \
	  tools/others deploy && REMIT_TEST_DEPLOY=1 $(BIN)/python -m pytest tests/deployment --quiet $(ARGS)

##@ Renew it

.PHONY: generate lock clean
generate: $(STAMP) ## Write generated/ from protos/ (needs Go, Node.js and a JDK with Maven; ARGS="--only python" does not)
	@$(BIN)/python -m tools.generation $(ARGS)

lock: ## Pin anew what pyproject.toml asks for, with hashes; UPGRADE=1 takes newer versions
	@test -x $(UV)/bin/uv || { $(PYTHON) -m venv $(UV) && $(UV)/bin/python -m pip install --quiet uv==0.13.8; }
	@PATH="$(UV)/bin:$$PATH" ./tools/lock $(if $(UPGRADE),--upgrade)

clean: ## Remove what tools made: environment, caches, builds
	@rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find src tests tools generated -name __pycache__ -type d -prune -exec rm -rf {} +
