# Two commands do everything: `make run` and `make test`. Both set up what is missing first.
# The work is done by packaging/setup.py; PYTHON=... chooses another interpreter (3.11 or newer).

find_python := for python in python3.11 python3.12 python3.13 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done
PYTHON ?= $(shell $(find_python))
IN := .venv/bin

.PHONY: run test kills fuzz setup weights lint bench bench-large bench-rivals screenshots bundle training-pack test-bundle measure-bundle sbom clean

run: setup
	@$(IN)/python packaging/run.py

test: lint
	@QT_QPA_PLATFORM=offscreen $(IN)/python -m pytest

fuzz: setup
	@CARREL_FUZZ=$${CARREL_FUZZ:-20000} $(IN)/python -m pytest tests/workers/test_fuzzing.py

kills: setup
	@CARREL_KILLS=50 $(IN)/python -m pytest tests/workers/test_random_kills.py

setup:
	@test -n "$(PYTHON)" || { echo "Carrel needs Python 3.11 or newer; install it (on Debian and Ubuntu: apt install python3 python3-venv)." >&2; exit 1; }
	@"$(PYTHON)" packaging/setup.py

lint: setup
	@$(IN)/ruff check .
	@$(IN)/ruff format --check --quiet .
	@$(IN)/mypy

weights: setup
	@$(IN)/python packaging/fetch_weights.py

bench: setup
	@$(IN)/python packaging/bench

bench-large: setup
	@$(IN)/python packaging/bench large

bench-rivals: setup
	@$(IN)/python packaging/bench/rivals

screenshots: setup
	@$(IN)/python packaging/screenshots.py

bundle: setup
	@$(IN)/python -m pip install --quiet --constraint packaging/constraints.txt --editable '.[ocr,bundle]'
	@$(IN)/python packaging/bundle/build.py

training-pack: setup
	@$(IN)/python packaging/bundle/training_pack.py

test-bundle:
	@$(IN)/python packaging/bundle/try_bundle.py

measure-bundle: setup
	@$(IN)/python packaging/bundle/measure_bundle.py

sbom: setup
	@$(IN)/python -m pip install --quiet --constraint packaging/constraints.txt --editable '.[ocr,bundle]'
	@$(IN)/python packaging/bundle/build.py --parts-list

clean:
	@rm -rf .venv build dist carrel.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@echo "Removed what the set-up made; models/ and your library are as they were."
