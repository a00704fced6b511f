# Two commands on a fresh machine: `make demo` and `make test`. All set-up happens in .venv.
PYTHON ?= python3
BIN := .venv/bin
HOME_DIR ?= demo
PERSONS ?= 20000
PORT ?= 8000

.PHONY: setup pages demo test lint lock bench clean

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Yibiao needs Python 3.11 or newer: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python -m compileall -q -j 0 -x '/tests?/' .venv/lib  # on all cores and without what is never imported
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The pages, built by Node from PyPI; does nothing when nothing changed.
pages: setup
	$(BIN)/python -m tools.build_pages

demo: pages
	$(BIN)/yibiao demo --home $(HOME_DIR) --persons $(PERSONS) --examples examples --port $(PORT)

test: pages
	$(BIN)/python -m tests.run

lint: setup
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/lint-imports --no-cache && $(BIN)/mypy

# Pins every dependency with its hashes; --no-emit-index-url keeps addresses out of the file. Extras stay in the names:
# pip before 23.3 takes `coverage[toml]` for something that no line pins and refuses the whole file.
lock: setup
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --no-strip-extras --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf demo out build dist frontend/dist src/yibiao/site/pages
