.DEFAULT_GOAL := help
.PHONY: help setup
PYTHON ?= python3
IN = .venv/bin/

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

setup: ## Make .venv, install the locked packages, build static files and translations
	@$(PYTHON) -m embedded.setup --dev
