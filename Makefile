# All the set-up there is: these targets create .venv and install what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
UV     := $(shell command -v uv 2>/dev/null)

.PHONY: help demo test test-server test-ocr test-office check evaluate fuzz bench pins docs serve samples clean
help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nianbao needs Python 3.11 or newer; run make PYTHON=/path/to/python3.11")'
	@echo "Setting up .venv (once; about a minute)"
ifneq ($(UV),)
	@uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	@uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[excel]' --group dev
else
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[excel]' --group dev
endif
	@touch $@

demo: $(READY)   ## run the main job on the samples
	@$(BIN)/nianbao run raw/samples output/demo

test: $(READY)   ## all tests
	@$(BIN)/python -m pytest -n auto

test-server: $(READY) ## nights on a real Prefect server of its own (about a minute)
	@$(BIN)/python -m pytest tests/server -m server

test-ocr: $(READY) ## the tests of scans, with the engine of nianbao[ocr] (installs it, some 300 MB)
ifneq ($(UV),)
	@uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[excel,ocr]'
else
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[excel,ocr]'
endif
	@$(BIN)/python -m pytest -n auto tests/read/test_ocr.py tests/test_samples.py tests/test_formats.py

test-office: $(READY) ## the tests of old Word files; they need LibreOffice on the machine
	@command -v soffice >/dev/null || { echo "LibreOffice is not installed: apt-get install libreoffice-writer-nogui"; exit 1; }
	@$(BIN)/python -m pytest tests/read/test_doc.py

check: $(READY)  ## lint, types, import contracts, links in the docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest tests/test_docs.py

evaluate: $(READY) ## scores against the truth, with gains and losses since the last pin
	@$(BIN)/nianbao evaluate

fuzz: $(READY)   ## read 5,000 broken files: none may break the reader
	@$(BIN)/python -m tests.fuzz.run 5000

bench: $(READY)  ## pages per second and memory, against the libraries under us
	@$(BIN)/python tests/benchmarks/run.py
	@$(BIN)/python tests/benchmarks/stages.py

pins:            ## renew constraints.txt: exact versions, no addresses
	@uv pip compile -q --universal --all-extras --group dev --no-annotate --no-header --no-emit-index-url pyproject.toml | grep -v '^--' > constraints.txt

docs: $(READY)   ## write the data dictionary and the scores of the READMEs again
	@$(BIN)/python -c 'from extract.describe import dictionary_page; print(dictionary_page(), end="")' > docs/tables.md
	@$(BIN)/python -m tests.evaluation.readme

serve: $(READY)  ## harvest and build every night in one process, until it is stopped
	@$(BIN)/python -m flows.nightly

samples: $(READY) ## render the sample reports and their truth again
ifneq ($(UV),)
	@uv pip install --quiet --python $(BIN)/python --group samples
else
	@$(BIN)/python -m pip install --quiet --group samples
endif
	@$(BIN)/python -m tests.samples

clean:           ## remove what these targets made
	rm -rf $(VENV) output/demo
