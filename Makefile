# Two commands set up everything on a machine that has Python, venv and make:
#   make demo   one example batch costed, another checked        make test   all tests, with coverage
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint bench clean

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --constraint constraints.txt --editable '.[ecb,pdf]'
	touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	$(PIP) install --constraint constraints.txt --group test --group lint
	touch $@

demo: $(VENV)/.ready
	$(BIN)/cbec landed-cost examples/orders.xlsx || test $$? -eq 1  # 1: the example also shows refusals
	$(BIN)/cbec check examples/declarations.xlsx || test $$? -eq 1  # 1: the example is full of faults

test: $(VENV)/.ready-test
	$(BIN)/python -m pytest --cov --cov-report=term

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready-test
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
