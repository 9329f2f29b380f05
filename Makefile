# Two commands matter: `make run` and `make test`. Each sets up what is missing.
.DEFAULT_GOAL := help
.PHONY: help setup run test journeys coverage check fuzz seeded mutants bench pictures clean translations term lock
SHELL := /bin/sh
PYTHON ?= python3
IN := .venv/bin
TRANSLATIONS := portal/translations
UNITS := -n 3 --dist loadfile --no-loadscope-reorder --ignore=tests/journeys
COVERED := -m slipcover --json --out .coverage.json
COVERAGE_REPORT = $(IN)/python -m slipcover --merge .coverage.json --out .coverage.json --skip-covered --fail-under 95
# Compiled modules are kept, whatever the caller's shell prefers: every process starts sooner.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONUNBUFFERED := 1

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1 /' \
		| awk '{ printf "  %-4s %-13s", $$1, $$2; $$1 = $$2 = ""; print }'
	@echo "  make test T=tests/coaching/test_moves.py: one file, or whatever pytest takes"
	@echo "  make test WHOLE=1: walks and the fuzzer all the way, as in CI"
	@echo "  make mutants M=ledger: those of one module"
	@echo "  PORT=8001 DATA_DIR=.data2 make run: a second portal beside the first"

setup: ## Make .venv, install the locked packages, build static files and translations
	@$(PYTHON) -m embedded.setup --dev

run: ## Run the portal with all it needs; Ctrl-C stops it
	@$(PYTHON) -m embedded.setup
	@exec $(IN)/python -m embedded.run

ifeq ($(origin T),command line)
test: setup
	@$(IN)/python -m pytest -q $(T)
else
test: setup ## Run every test (browser tests need Chromium)
	@echo "test: units, services, routes, workers"
	@$(IN)/python $(if $(COVERAGE),$(COVERED)) -m pytest $(UNITS)
	@$(if $(COVERAGE),$(COVERAGE_REPORT))
	@$(MAKE) --no-print-directory journeys
endif

journeys: setup ## Run the tests in a browser alone
	@echo "test: journeys in a browser"
	@$(IN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=10 tests/journeys

coverage: setup ## Run all tests but those in a browser, and say which lines and branches they miss
	@echo "coverage: units, services, routes, workers"
	@$(IN)/python $(COVERED) -m pytest $(UNITS)
	@$(COVERAGE_REPORT)

check: setup ## Check style, types, imports, templates, scripts, translations, names
	@echo "check: style"
	@$(IN)/ruff check
	@$(IN)/ruff format --check
	@echo "check: types"
	@$(IN)/mypy
	@echo "check: imports go one way"
	@$(IN)/lint-imports
	@echo "check: templates"
	@$(IN)/python -m tests.architecture.check_templates
	@echo "check: scripts"
	@$(IN)/python -m tests.architecture.check_scripts
	@echo "check: translations"
	@$(IN)/python -m tests.architecture.check_translations
	@echo "check: migrations"
	@$(IN)/python -m tests.architecture.check_migrations
	@echo "check: names, rows, references"
	@$(IN)/python -m pytest -q tests/architecture -k "test_code or test_rows or test_references or test_slots"

fuzz: setup ## Send 50,000 odd inputs to every route
	@FUZZ_INPUTS=50000 $(IN)/python -m pytest -q -s tests/fuzz

seeded: setup ## Plant ten known bugs in a copy, one at a time, and say which test catches each
	@$(IN)/python -m tests.seeded

mutants: setup ## Change the kernel in one place at a time, and say what no test notices
	@nice $(IN)/python -m tests.mutants $(M)

bench: setup ## Measure pages, start, memory, reports and mails
	@$(IN)/python -m tests.bench

pictures: setup ## Take the pictures of the documents anew (needs Chromium)
	@PICTURES=1 BROWSER_REQUIRED=1 $(IN)/python -m pytest -q tests/journeys/test_pictures.py

translations: setup ## Collect the messages, update the catalogues, compile them
	@mkdir -p .data
	@$(IN)/pybabel --quiet extract -F pyproject.toml -k lazy_gettext -k N_ --add-comments "Translators:" \
		--project "Do No Harm portal" --version 1 --copyright-holder "the portal's contributors" \
		--no-location --sort-output -o .data/messages.pot portal workers templates
	@for code in $$($(IN)/python -c "from portal.language.locales import TRANSLATED; print(*TRANSLATED)"); do \
		$(IN)/pybabel --quiet update --init-missing --no-fuzzy-matching --ignore-pot-creation-date \
			-l $$code -i .data/messages.pot -d $(TRANSLATIONS) || exit 1; \
	done
	@$(IN)/python -m portal.language.calendar
	@$(IN)/python -m portal.language.places
	@$(PYTHON) -m embedded.setup

term: setup ## Put one Khmer word in place of another: make term OLD=… NEW=…
	@$(IN)/python -m tests.architecture.change_term "$(OLD)" "$(NEW)"
	@$(PYTHON) -m embedded.setup

lock: ## Lock the packages anew, without host names
	@for set in installer "" embedded dev; do \
		file=requirements$${set:+-$$set}; echo "lock: $$file.txt"; \
		env -u UV_FIND_LINKS $(IN)/uv pip compile --quiet --universal --generate-hashes \
			--no-emit-index-url --no-header --python-version 3.11 $$file.in -o $$file.txt || exit 1; \
	done

clean: ## Remove what was made: data, packages, static files, caches
	@echo "clean: .data .venv node_modules, built files, caches"
	@rm -rf .data .venv node_modules portal/static portal/reports/typefaces .setup.lock .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis .coverage.json
	@find . -name __pycache__ -prune -exec rm -rf {} + -o -path './$(TRANSLATIONS)/*.mo' -exec rm {} +
