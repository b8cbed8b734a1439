# Wallboard: `make run` shows the wall, `make test` proves it. Each target sets up what it needs.

PYTHON ?= python3
CONFIG ?= config.toml
PORT ?=
HOST ?=
MINUTES ?= 10

BIN := .venv/bin
SETUP := pyproject.toml constraints.txt package.json package-lock.json hatch_build.py
OPTIONS = $(CONFIG) $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))
SOURCES := dashboard widgets tests benchmarks docs hatch_build.py

.PHONY: run demo test check fix bench soak screenshots gallery docs clean

run: .venv/run-ready
	@exec $(BIN)/wallboard run $(OPTIONS)

demo: .venv/run-ready
	@exec $(BIN)/wallboard demo $(OPTIONS)

test: .venv/test-ready
	@tests/install-servers
	@tests/run $(BIN)/python $(ARGS)

check: .venv/test-ready
	$(BIN)/ruff check $(SOURCES) examples
	$(BIN)/ruff format --check $(SOURCES) examples
	$(BIN)/mypy $(SOURCES)
	$(BIN)/python -m pytest --quiet tests/security/test_supply.py
	$(BIN)/python -m tests.security.audit

fix: .venv/test-ready
	$(BIN)/ruff check --fix $(SOURCES) examples
	$(BIN)/ruff format $(SOURCES) examples

bench: .venv/test-ready
	@tests/install-servers
	$(BIN)/python benchmarks/run.py $(ARGS)

soak: .venv/test-ready
	@tests/install-servers
	$(BIN)/python -m tests.soak --minutes $(MINUTES) $(ARGS)

screenshots: .venv/test-ready
	@tests/install-servers
	$(BIN)/python docs/screenshots.py

gallery: .venv/test-ready
	@tests/install-servers
	$(BIN)/python -m docs.gallery

docs: .venv/test-ready
	$(BIN)/python docs/kinds.py
	$(BIN)/python docs/recipes.py

clean:
	rm -rf .venv build dist static/installed

# The virtual environment: made anew when the machine's Python has changed, filled when a list of packages has.
.venv/run-ready: $(SETUP)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/test-ready: $(SETUP)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch .venv/run-ready $@
