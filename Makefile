# The commands of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PY := .venv/bin/python
UV := .venv/bin/uv
WORKERS ?= 2
PYTEST = $(PY) -m pytest -q -n $(WORKERS) --no-loadscope-reorder
NPM := cd web && PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent

SERVICES := gateway chat_worker ticketing analytics
LOCKED := $(SERVICES) standin local
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-header $(if $(UPGRADE),--upgrade)
EXTRAS_local := $(SERVICES) standin local
EXTRAS_dev := $(EXTRAS_local) dev

.PHONY: help
help: ## List the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1	\2/p' Makefile | expand -t 24

.PHONY: setup
setup: ## Install everything that `make run` needs
	@$(PYTHON) deploy/local/setup.py

.PHONY: setup-dev
setup-dev: ## Install everything that `make test` needs, too
	@$(PYTHON) deploy/local/setup.py --dev

.PHONY: run
run: setup ## Run the whole system on http://127.0.0.1:8000 (PORT=... for another port)
	@$(PY) -m deploy.local

.PHONY: backup
backup: setup ## Back up the system while it runs, or not (FILE=, SECRETS=1: what keeps tokens valid, too)
	@$(PY) -m deploy.local.backup create $(if $(SECRETS),--with-secrets) $(FILE)

.PHONY: restore
restore: setup ## Restore FILE= into the stopped system (REPLACE=1: over what is there; SECRETS=1)
	@$(PY) -m deploy.local.backup restore $(if $(SECRETS),--with-secrets) $(if $(REPLACE),--replace) $(FILE)

.PHONY: test
test: setup-dev lint types imports audit unit integration web faults-short ## Run every check (DOCKER=1: the container tests must run, too)
	@echo "Every check has passed."

.PHONY: lint
lint: setup-dev
	@echo "== lint: ruff"
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check .

.PHONY: types
types: setup-dev
	@echo "== types: mypy --strict"
	@.venv/bin/mypy

.PHONY: imports
imports: setup-dev
	@echo "== imports: who may know whom"
	@.venv/bin/lint-imports --no-logo

.PHONY: audit
audit: setup-dev
	@echo "== audit: known vulnerabilities"
	@$(PY) -m tests.audit

.PHONY: unit
unit: setup-dev
	@echo "== unit: no network, no server"
	@$(PYTEST) tests/unit

.PHONY: integration
integration: setup-dev
	@echo "== contracts, integration, end to end, containers: on real servers"
	@$(PYTEST) tests --ignore tests/unit --ignore tests/faults

.PHONY: web
web: setup-dev
	@echo "== web: lint"
	@$(NPM) lint
	@echo "== web: types"
	@$(NPM) types
	@echo "== web: tests"
	@$(NPM) test
	@echo "== web: size"
	@$(NPM) size

.PHONY: bench
bench: setup-dev ## Measure what the system adds to Claude's own time
	@$(PY) -m tests.benchmarks

.PHONY: faults
faults: setup-dev ## Break everything under load, and check that nothing is lost (SEED=, FAULTS=, MESSAGES=)
	@$(PY) -m tests.faults

.PHONY: faults-short
faults-short: setup-dev ## Some minutes of that, and the negative control
	@echo "== faults: some minutes of the long run, and the negative control"
	@$(PY) -m pytest -q tests/faults

.PHONY: fuzz
fuzz: setup-dev ## Ask everything of the running services (FUZZ_SEED=, FUZZ_EXAMPLES=)
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-300} $(PY) -m pytest -q -s tests/fuzz

.PHONY: claude-check
claude-check: setup-dev ## Make six small live calls to Claude (needs ANTHROPIC_API_KEY)
	@$(PY) -m tests.live.claude_check

.PHONY: contracts
contracts: setup-dev ## Write docs/contracts anew from the code
	@$(PY) -m tests.contracts.generate

.PHONY: lock
lock: ## Pin the dependencies of pyproject.toml in requirements/ (UPGRADE=1: newest versions)
	@$(COMPILE) pyproject.toml $(EXTRAS_dev:%=--extra %) -o requirements/dev.txt
	@set -e; $(foreach set,$(LOCKED),$(COMPILE) pyproject.toml $(or $(EXTRAS_$(set):%=--extra %),--extra $(set)) \
		-c requirements/dev.txt -o requirements/$(set).txt;)
	@echo uv | $(COMPILE) - -o requirements/uv.txt

.PHONY: clean
clean: ## Remove what set-up and checks have made (the data in .local stay)
	rm -rf .venv web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
