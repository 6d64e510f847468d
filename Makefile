# Postroom. `make run` and `make test` do all set-up by themselves; they need python3 (3.11 or newer) and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet
# uv, itself taken from the lock, installs the rest; where it cannot (a mirror that only pip knows), pip does.
FAST_INSTALL = { sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^ /p;}' requirements.lock > $(VENV)/uv.txt && \
  $(PIP) --require-hashes --no-deps -r $(VENV)/uv.txt && \
  $(UV) --compile-bytecode --require-hashes -r requirements.lock && $(UV) --no-deps --no-build-isolation -e . ; }
PLAIN_INSTALL = { echo "uv could not install everything; pip does it now" && \
  $(PIP) --require-hashes -r requirements.lock && $(PIP) --no-deps --no-build-isolation -e . ; }

.PHONY: help setup run test check-code scenarios prove prove-kill prove-broker prove-mime prove-flood prove-orders prove-rules bench bench-rules wheel clean

help:            ## this list
	@sed -n 's/^\([a-z-]*\): .*## /  make \1\t/p' Makefile | expand -t 22

setup: $(READY)  ## the virtual environment, from the hash-locked requirements

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Postroom needs python3 3.11 or newer; set PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3 has no venv here; on Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(FAST_INSTALL) || $(PLAIN_INSTALL)
	@touch $@

run: $(READY)    ## everything, with demo defaults below ./var or your ./config.toml
	@exec $(BIN)/postroom up

test: check-code $(READY) ## ruff, mypy --strict and all tests
	$(BIN)/python -m pytest

check-code: $(READY) ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

scenarios: $(READY) ## only the stories on the running whole
	$(BIN)/python -m pytest -m scenario

prove: prove-kill prove-broker prove-mime prove-flood prove-orders prove-rules ## the long proofs

prove-kill: $(READY) ## 20 rounds of 500 mails under SIGKILL
	$(BIN)/python -m tests.proofs.kill --rounds 20 --mails 500

prove-broker: $(READY) ## brokers wiped again and again in the middle of the work
	$(BIN)/python -m tests.proofs.amnesia --mails 2000 --wipes 20

prove-mime: $(READY) ## 200,000 damaged mails: none fails, none is slow, nothing is lost
	$(BIN)/python -m tests.proofs.reading --inputs 200000

prove-flood: $(READY) ## 10,000 mails in the names of people who never wrote: little goes out, nothing is lost
	$(BIN)/python -m tests.proofs.flood --mails 10000

prove-orders: $(READY) ## 4,800 answers of agents into which mail programs carried a customer's orders: none is done
	$(BIN)/python -m tests.proofs.orders

prove-rules: $(READY) ## 10,000 generated rule sets x 200 mails: nothing fails, nothing is slow, every mistake is found
	$(BIN)/python -m tests.proofs.rules --sets 10000 --mails 200

bench: $(READY)  ## mails per second: accepting, all the way to the acknowledgement, and reading alone
	$(BIN)/python -m tests.bench.accept
	$(BIN)/python -m tests.bench.through
	$(BIN)/python -m tests.bench.parse
	$(BIN)/python -m tests.bench.rules

bench-rules: $(READY) ## what 200 rules cost a mail
	$(BIN)/python -m tests.bench.rules

wheel: $(READY)  ## a wheel in dist/
	$(BIN)/python -m hatchling build -t wheel

clean:           ## the virtual environment and caches; never ./var
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
