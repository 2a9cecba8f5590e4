# gongying. `make` alone explains. Needs Python 3.11 or newer, git and make; everything else goes into .venv.
# Another interpreter: make run PYTHON=python3.13      More arguments: make run ARGS="--seed 7 --lang zh"

.DEFAULT_GOAL := help
.PHONY: help run watch test check bench picture lock advisories clean
.DELETE_ON_ERROR:
SHELL := /bin/sh

ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
VERSION := $(shell $(or $(PYTHON),false) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)

VENV := .venv
PY := $(VENV)/bin/python
CORE := $(VENV)/core-$(VERSION).stamp
PAGE := $(VENV)/page-$(VERSION).stamp
TEST := $(VENV)/test-$(VERSION).stamp
LOCK := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	--no-annotate --custom-compile-command "make lock" --quiet

# Compiled modules are kept, or each start would cost seconds more.
unexport PYTHONDONTWRITEBYTECODE

help:  ## this list
	@echo "gongying: rehearse a live-commerce show by real bargaining"
	@sed -n 's/^\([a-z]*\):.*##/  make \1\t/p' Makefile

run: $(CORE)  ## set up, play the reference show, write results/ (ARGS="--lang zh", ...)
	@$(PY) run.py run $(ARGS)

watch: $(PAGE)  ## set up, open the page (ARGS="--port 8080", ...)
	@$(PY) run.py watch $(ARGS)

test: $(TEST)  ## set up and run the tests (ARGS="-k cli", ...)
	@$(PY) -m pytest -n auto --dist loadfile $(ARGS)

check: $(TEST)  ## lint and types
	@$(PY) -m ruff check .
	@$(PY) -m mypy

bench: $(TEST)  ## time what has a speed goal
	@found=; for file in benchmarks/*.py; do \
		[ -e "$$file" ] || continue; found=1; echo "== $$file"; $(PY) "$$file" || exit 1; done; \
	[ -n "$$found" ] || echo "no benchmarks yet"

picture: $(TEST)  ## remake the pictures of the page and of the report in docs/images (needs Chromium)
	@$(PY) tools/picture.py

lock: $(TEST)  ## choose and pin the newest versions that fit
	@$(VENV)/bin/pip install --quiet uv
	@$(LOCK) --upgrade -o requirements.lock
	@$(LOCK) -c requirements.lock --extra test -o requirements-test.lock
	@$(LOCK) -c requirements.lock --extra page -o requirements-page.lock

advisories: $(TEST)  ## look the locked packages up in the list of known vulnerabilities (needs the network)
	@$(VENV)/bin/pip install --quiet pip-audit
	@for file in requirements*.lock; do $(VENV)/bin/pip-audit -r $$file --no-deps --disable-pip || exit 1; done

clean:  ## remove what was made (results/ stays)
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp per set of packages and Python version; a newer lock or pyproject makes it old.
$(CORE): requirements.lock pyproject.toml
	@$(call install,requirements.lock)
	@touch $@

$(PAGE): requirements-page.lock pyproject.toml
	@$(call install,requirements-page.lock)
	@touch $@

$(TEST): requirements-test.lock pyproject.toml
	@$(call install,requirements-test.lock)
	@touch $@

# Make .venv for this Python if it is not there, then install a lock: by uv (fast), or by pip where uv can't be had.
define install
if [ -z "$(VERSION)" ]; then \
	echo "gongying needs Python 3.11 or newer, found none that works: make run PYTHON=/path/to/python3.11" >&2; \
	exit 1; \
fi; \
if [ "$$($(PY) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)" != "$(VERSION)" ]; then \
	echo "setting up $(VENV) with Python $(VERSION)"; \
	$(PYTHON) -m venv --clear $(VENV) || exit 1; \
fi; \
if [ -x $(VENV)/bin/uv ] || $(VENV)/bin/pip install --quiet --disable-pip-version-check uv 2>$(VENV)/uv.log; then \
	echo "installing $(1)"; \
	$(VENV)/bin/uv pip install --quiet --python $(PY) -r $(1); \
else \
	echo "uv could not be had (see $(VENV)/uv.log); installing $(1) with pip, which takes a few minutes"; \
	$(PY) -m pip install --quiet --disable-pip-version-check -r $(1); \
fi
endef
