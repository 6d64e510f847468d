# Postroom. `make run` and `make test` do all set-up by themselves; they need python3 (3.11 or newer) and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := VIRTUAL_ENV='$(CURDIR)/$(VENV)' $(BIN)/uv pip install --quiet
# uv, itself taken from the lock, installs the rest; where it cannot (a mirror that only pip knows), pip does.
FAST_INSTALL = { sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^ /p;}' requirements.lock > $(VENV)/uv.txt && \
  $(PIP) --require-hashes --no-deps -r $(VENV)/uv.txt && \
  $(UV) --compile-bytecode --require-hashes -r requirements.lock && $(UV) --no-deps --no-build-isolation -e . ; }
PLAIN_INSTALL = { echo "uv could not install everything; pip does it now" && \
  $(PIP) --require-hashes -r requirements.lock && $(PIP) --no-deps --no-build-isolation -e . ; }

# Tests in several processes: twice as many as there are cores, for many tests wait for servers; eight at most.
# PROCESSES=0 for one after the other.
PROCESSES ?= $(shell echo $$((2 * $$(nproc))))
PYTEST := $(BIN)/python -m pytest
TOGETHER := $(PYTEST) --numprocesses=$(PROCESSES) --maxprocesses=8 --dist=loadfile --no-loadscope-reorder
# Some environments forbid Python to keep what it compiled; each of the processes that tests start would compile all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: pictures help setup run test check-code scenarios prove prove-kill prove-broker prove-mime prove-flood prove-orders prove-rules prove-mailbox prove-backfill prove-relays prove-bounces prove-restored bench bench-accept bench-peers bench-memory bench-rules wheel clean bench-through prove-short prove-rebuild prove-backup prove-properties bench-growth bench-scaleout bench-flat bench-console

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

test: $(READY)   ## ruff, mypy --strict and all tests; the types are checked while the first tests wait for their servers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/mypy & types=$$!; $(TOGETHER) -m "not alone"; tests=$$?; wait $$types && exit $$tests
	$(PYTEST) -m alone

check-code: $(READY) ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

pictures: $(READY) ## the pictures of the console in docs/pictures, by Chromium
	$(BIN)/python -m tests.pictures

scenarios: $(READY) ## only the stories on the running whole
	$(TOGETHER) -m "scenario and not alone"

prove: $(READY)  ## every drill and every long proof, with a dated result; PROVE="--for 2 --only kill", PROVE=--help
	$(BIN)/python -m tests.proofs $(PROVE)
	$(if $(PROVE),,@$(MAKE) prove-properties)

prove-properties: $(READY) ## every property with all its examples, every pattern on the longest texts
	POSTROOM_THOROUGH=1 $(TOGETHER) tests/mail tests/tickets tests/outgoing tests/intake/smtp/test_data.py

prove-short: $(READY) ## the same in the form that CI runs
	$(BIN)/python -m tests.proofs --short $(PROVE)
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

prove-mailbox: $(READY) ## a mailbox reader killed 50 times, 5,000 mails numbered anew, servers that fall silent (Dovecot)
	$(BIN)/python -m tests.proofs.mailbox --kills 50 --renumber 5000 --freeze

prove-backfill: $(READY) ## 20,000 mails out of a mailbox: memory, and speed beside a bare loop (Dovecot)
	$(BIN)/python -m tests.proofs.backfill

prove-relays: $(READY) ## 2,000 notices through relays that fail in every way: no second copy that is not accounted for
	$(BIN)/python -m tests.proofs.relays --notices 2000

prove-bounces: $(READY) ## delivery reports of all makes come home to their notices (with the corpus beside the project)
	$(BIN)/python -m tests.proofs.bounces

prove-restored: $(READY) ## a backup restored behind its fence: nothing is said twice
	$(BIN)/python -m tests.proofs.restored --mails 60

prove-rebuild: $(READY) ## a month of 300 mails made anew from its raw mails: nothing is different
	$(BIN)/python -m tests.proofs.rebuild 300
prove-backup: $(READY) ## a backup under load, everything destroyed, restored and sent again, on both databases
	$(BIN)/python -m tests.proofs.backup --mails 2000
	$(BIN)/python -m tests.proofs.backup --mails 2000 --database postgresql

bench: $(READY)  ## mails per second: accepting, all the way to the acknowledgement, and reading alone
	$(BIN)/python -m tests.bench.accept
	$(BIN)/python -m tests.bench.through
	$(BIN)/python -m tests.bench.parse
	$(BIN)/python -m tests.bench.rules

bench-accept: $(READY) ## durable acceptance against Postfix on the same disk, over sizes and connections
	$(BIN)/python -m tests.bench.accept

bench-peers: $(READY)  ## the same beside every public server that is installed, and django-helpdesk (HELPDESK=its python)
	$(BIN)/python -m tests.bench.peers

bench-memory: $(READY) ## the listener's memory under 100 mails of 25 MB at once
	$(BIN)/python -m tests.bench.memory

bench-through: $(READY) ## realistic mail to its acknowledgement, SQLite and PostgreSQL: mails/s, CPU by role, latency
	$(BIN)/python -m tests.bench.through --mails 3000 --rounds 2
	$(BIN)/python -m tests.bench.through --mails 400 --rate 20

bench-rules: $(READY) ## what 200 rules cost a mail
	$(BIN)/python -m tests.bench.rules

bench-growth: $(READY) ## speed and listings with a thousand and with a million tickets (20 GB of disk, kept in CACHE)
	$(BIN)/python -m tests.bench.growth --cache $(or $(CACHE),/var/tmp/postroom-growth)

bench-console: $(READY) ## the console's pages with a million tickets, SQLite and PostgreSQL (the same CACHE)
	$(BIN)/python -m tests.bench.console --cache $(or $(CACHE),/var/tmp/postroom-growth)

bench-scaleout: $(READY) ## one work node and two, each on a share of a core (root, PostgreSQL, Redis)
	$(BIN)/python -m tests.bench.scaleout

bench-flat: $(READY) ## a worker's memory over 100,000 mails
	$(BIN)/python -m tests.bench.flat

wheel: $(READY)  ## a wheel in dist/
	$(BIN)/python -m hatchling build -t wheel

clean:           ## the virtual environment and caches; never ./var
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
