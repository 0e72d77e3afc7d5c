# The way in: `make run` shows the whole pipeline, `make test` proves it, `make help` lists the rest.
# Belongs here: what is run, in which order. Does not belong here: what it does (`careweave --help`).

SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SETUP := .venv/.setup-done
PORT ?= 3000

# The demonstration: a small borough's worth of made-up people, the same ones every time.
DEMO_PEOPLE := 20000
DEMO_MONTHS := 36
DEMO_END := 2025-03
DEMO_SEED := 1

# One warehouse holds either made-up people or real ones: extracts of your own never join the demonstration's.
DEMO_WAREHOUSE := $(CURDIR)/warehouse
OWN_WAREHOUSE := $(if $(wildcard $(DEMO_WAREHOUSE)/truth),$(DEMO_WAREHOUSE)/own,$(DEMO_WAREHOUSE))
ifdef CAREWEAVE_WAREHOUSE
DEMO_WAREHOUSE := $(abspath $(CAREWEAVE_WAREHOUSE))
OWN_WAREHOUSE := $(DEMO_WAREHOUSE)
endif
WAREHOUSE := $(if $(INBOX),$(OWN_WAREHOUSE),$(DEMO_WAREHOUSE))
export CAREWEAVE_WAREHOUSE := $(WAREHOUSE)

# Only made-up people bear the numbers 9xx xxx xxxx; where the truth about them lies, the warehouse is theirs.
ifneq ($(wildcard $(WAREHOUSE)/truth),)
export CAREWEAVE_ALLOW_TEST_NUMBERS ?= 1
endif

# Nothing that is run here tells anybody of it.
export DAGSTER_HOME := $(WAREHOUSE)/dagster
export DAGSTER_DISABLE_TELEMETRY := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run demonstration keys test lint ui nightly generate parse clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(SETUP) ## Set up: a .venv from the hashed lock, and the models parsed

$(SETUP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Python 3.11 is needed; name one with: make setup PYTHON=/path/to/python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the lock names ..."
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@echo "Parsing the models ..."
	@$(BIN)/python -m orchestration.assets.manifest
	@touch $@

run: setup ## Run the pipeline: on synthetic extracts, or on your own with INBOX=dir
ifdef INBOX
	@$(MAKE) --no-print-directory keys
	$(BIN)/careweave run --inbox "$(INBOX)"
else
	@$(MAKE) --no-print-directory demonstration keys
	CAREWEAVE_ALLOW_TEST_NUMBERS=1 $(BIN)/careweave run
endif
	@echo
	@echo "Four things to try next:"
	@echo "  open $(WAREHOUSE)/published/report/index.html in a browser"
	@echo "  $(SAY_WAREHOUSE)$(BIN)/careweave status"
	@echo "  $(SAY_WAREHOUSE)$(BIN)/careweave sql \"select * from mart_activity__borough_months order by month desc limit 12\""
	@echo "  $(SAY_WAREHOUSE)make ui      (then open http://127.0.0.1:$(PORT))"

# Said only where the folder is not the one that every command takes by itself.
ifneq ($(WAREHOUSE),$(CURDIR)/warehouse)
SAY_WAREHOUSE := CAREWEAVE_WAREHOUSE=$(WAREHOUSE) #
endif

# Made beside and moved, so that an interrupted start leaves no half of an inbox.
demonstration: setup
	@if [ ! -d "$(WAREHOUSE)/truth" ] && [ -z "$$(ls -A "$(WAREHOUSE)/inbox" 2>/dev/null)" ]; then \
		rm -rf "$(WAREHOUSE)/making" && mkdir -p "$(WAREHOUSE)/making" && \
		$(BIN)/careweave synth --people $(DEMO_PEOPLE) --months $(DEMO_MONTHS) --end $(DEMO_END) --seed $(DEMO_SEED) \
			--out "$(WAREHOUSE)/making/inbox" --truth "$(WAREHOUSE)/making/truth" && \
		{ rmdir "$(WAREHOUSE)/inbox" 2>/dev/null || true; } && \
		mv "$(WAREHOUSE)/making/inbox" "$(WAREHOUSE)/inbox" && \
		mv "$(WAREHOUSE)/making/truth" "$(WAREHOUSE)/truth" && \
		rmdir "$(WAREHOUSE)/making"; \
	fi

keys: setup
	@if [ -z "$$CAREWEAVE_KEY_FILE$$CAREWEAVE_PERSON_KEY" ] && [ ! -e "$(WAREHOUSE)/keys.json" ]; then \
		$(BIN)/careweave keys new; \
	fi

test: setup ## All tests, and lint
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-nights test-rest lint

# Whole nights keep one hand busy for as long as everything else keeps the other; lint fills what is left of the hour.
.PHONY: test-nights test-rest
test-nights:
	$(BIN)/python -m pytest tests/pipeline

test-rest:
	$(BIN)/python -m pytest --ignore=tests/pipeline

.PHONY: proof
proof: setup ## The tests that take long, before a release
	$(BIN)/python -m pytest -m proof

lint: setup ## Style of Python and SQL, what is generated, and whether Dagster can load it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m orchestration.contracts.generate --check
	env -u DAGSTER_HOME $(BIN)/dagster definitions validate -m orchestration.definitions
	$(BIN)/sqlfluff lint models --disable-progress-bar

generate: setup ## Write what is made from the contracts
	$(BIN)/python -m orchestration.contracts.generate

.PHONY: population
population: setup ## Generate a large population, measure it, and write docs/synthetic_population.md
	$(BIN)/python -m orchestration.synth.page

.PHONY: linkage linkage-speed linkage-proof
linkage: setup ## Link an independent population and people made elsewhere, and write docs/linkage.md with its plots
	$(BIN)/python -m tests.linkage.page

linkage-speed: setup ## Time linking and training: a million people, 100,000 identities; RECORD=1 writes it into the page
	$(BIN)/python -m tests.linkage.speed $(if $(RECORD),--record)

linkage-proof: setup ## Hold the shipped model, one retrained without labels, and the published error against the truth
	$(BIN)/python -m tests.linkage.proof
	$(BIN)/python -m tests.linkage.proof_of_error

.PHONY: risk risk-proof
risk: setup ## Train the risk model on made-up people, judge it a year later, and write docs/risk_model.md with its plots
	$(BIN)/python -m tests.risk.page

risk-proof: setup ## Hold a risk model of 100,000 made-up people, a year later, against what it is to keep to
	$(BIN)/python -m tests.risk.proof

# A population of its own, small and the same every time, in a folder that is thrown away.
COSTING := --people 2000 --months 12 --end 2025-03 --seed 3

.PHONY: costing
costing: setup ## Walk an admission and a care package from row to pound in a run of its own, and write docs/costing.md
	@place=$$(mktemp -d) && trap 'rm -rf "$$place"' EXIT && export CAREWEAVE_WAREHOUSE="$$place" && \
	export CAREWEAVE_ALLOW_TEST_NUMBERS=1 && $(BIN)/careweave synth $(COSTING) --out "$$place/inbox" && \
	$(BIN)/careweave keys new && $(BIN)/careweave run && $(BIN)/python -m orchestration.trace.page

.PHONY: rotation-proof
rotation-proof: setup ## A night, all keys rotated, another night: no published number may have changed
	$(BIN)/python -m tests.pipeline.rotated

parse: setup ## Parse the models, with dbt's own words for what is wrong
	cd dbt_project && DBT_PROFILES_DIR="$(CURDIR)/dbt_project" ../$(BIN)/dbt parse

ui: setup ## Open Dagster on this warehouse; nothing runs unless you ask for it
	@$(BIN)/python -m orchestration.assets.instance
	$(BIN)/dagster dev -m orchestration.definitions -h 127.0.0.1 -p $(PORT)

nightly: setup ## Webserver and daemon, with the 02:00 schedule and the inbox sensor on
	@$(BIN)/python -m orchestration.assets.instance
	@export CAREWEAVE_NIGHTLY_ON=1; \
	$(BIN)/dagster-daemon run -m orchestration.definitions & daemon=$$!; \
	trap 'kill $$daemon 2>/dev/null' EXIT INT TERM; \
	$(BIN)/dagster-webserver -m orchestration.definitions -h 127.0.0.1 -p $(PORT)

clean: ## Throw away what was generated in the demonstration's warehouse, and the caches (asks first)
	@printf "Delete everything in %s, keys included? [y/N] " "$(WAREHOUSE)" && read answer && [ "$$answer" = y ]
	find "$(WAREHOUSE)" -mindepth 1 -maxdepth 1 ! -name .gitkeep -exec rm -rf {} +
	rm -rf .pytest_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs

PEOPLE ?= 100000
RECORD ?=

.PHONY: bench bench-curve bench-million
bench: setup ## Measure the pipeline as a multiple of DuckDB's floor: PEOPLE=100000; RECORD=1 writes it into the docs
	$(BIN)/careweave bench --people $(PEOPLE) $(if $(RECORD),--record)

bench-curve: setup ## The same for 10,000, 100,000 and 300,000 people, and how time and memory grow with the rows
	$(BIN)/careweave bench --people 10000 --people 100000 --people 300000 $(if $(RECORD),--record)

bench-million: setup ## The same for a million people: much time, and some tens of GB of disk
	$(BIN)/careweave bench --people 1000000 $(if $(RECORD),--record)
