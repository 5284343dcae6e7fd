# Each target installs what it needs first, and nothing twice. No root is needed.
# Beyond python3.11 with pip, make and git nothing is assumed: docs/decisions/0003-parts-for-tests.md

PYTHON    ?= python3.11
PORT      ?= 5000
DEMO_PORT ?= 5001
WORKERS   ?= 2
WORLDS    ?= 20000
ROUNDS    ?= 20
ARGS      ?=
# The day on which tests, bench and pictures happen, such as 2028-02-29 or 2028-02-29T23:30 (Sweden).
DAY       ?=
# Another year, and in Sweden another day than in UTC.
SECOND_DAY ?= 2027-01-01T00:30
DAYS      ?= 2026-12-07 2026-12-08 2026-12-09 2026-12-10 2026-12-11 2026-12-12 2026-12-13 \
             2026-12-31T23:30 2027-01-01T00:30 2027-03-28T01:30 2027-03-28T03:30 \
             2027-10-31T02:30 2028-02-29 2031-06-30

PY  := .venv/bin/python
ON_DAY := $(if $(DAY),$(PY) -m tests.support.moved_clock $(DAY))
# Debian has neither ensurepip nor pip inside a venv: the machine's pip installs into it.
PIP := $(PYTHON) -m pip --python $(PY) --disable-pip-version-check install \
       --quiet --require-hashes --no-deps --only-binary :all:

export PORT DEMO_PORT
.DEFAULT_GOAL := help
.PHONY: help install install-pdf install-test run test quick second-day check lint accessibility bench soak soak-days picture gallery lock messages clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed static/build/installed ## what the portal needs to run

install-pdf: install .venv/installed-pdf ## and what makes PDFs; without it people print from the browser

install-test: install-pdf .venv/installed-test tests/node_modules/installed ## and what its tests need: browser, database server, node
	@$(PY) -m tools.browser

run: install-pdf ## install and start the portal with fictional people (PORT, DEMO_PORT)
	$(PY) -m portal.demo.run

test: install-test ## install and run the tests (ARGS="-k word" for some, DAY=2028-02-29T12:00 for a day)
	$(ON_DAY) $(PY) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

quick: install-test ## the tests without browser, PostgreSQL and resilience (ARGS, DAY)
	$(ON_DAY) $(PY) -m pytest -n $(WORKERS) --dist loadfile --quick $(ARGS)

second-day: install-test ## make quick on SECOND_DAY
	@$(MAKE) --no-print-directory quick DAY=$(SECOND_DAY)

check: install-test lint test ## lint, types, layers, templates, catalogues, tests: what CI runs

lint: install-test ## all of check but the tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates
	$(PY) -m tools.catalogues check

accessibility: install-test ## look at every page with axe, and keep the result for the accessibility statement
	$(PY) -m tools.accessibility $(ARGS)

bench: install-test bench/node_modules/installed ## measure speed and size against the references, and as an old phone meets them
	$(ON_DAY) $(PY) -m bench $(ARGS)

messages: install-test ## bring the catalogues in translations/ up to the words of the pages
	$(PY) -m tools.catalogues update

soak: install-test soak-days ## every day of DAYS; WORLDS of sharing, ROUNDS of killing and spoiling
	SOAK_WORLDS=$(WORLDS) $(PY) -m pytest tests/access/test_sharing_model.py $(ARGS)
	SOAK_ROUNDS=$(ROUNDS) $(PY) -m pytest tests/resilience tests/intake/test_real_input.py \
	    tests/intake/test_order_of_arrival.py $(ARGS)

soak-days: install-test ## the whole suite on every day of DAYS
	@set -e; for day in $(DAYS); do echo "— $$day"; $(MAKE) --no-print-directory test DAY=$$day; done

picture: install-test ## take the picture of the home page in README anew
	$(PY) -m tests.support.picture

gallery: install-test ## take pictures of every page to look at, into gallery/ (ARGS=plan for some)
	$(ON_DAY) $(PY) -m tests.support.gallery $(ARGS)

lock: .venv/installed-lock ## choose versions anew from pyproject.toml and package.json
	$(PY) -m tools.lock

clean: ## remove everything that was installed or built here; data in instance/ stays
	rm -rf .venv .tools node_modules tests/node_modules bench/node_modules static/build

# Stamps: a repeated call costs nothing, and a changed lock installs again.

$(PY):
	$(PYTHON) -m venv --without-pip .venv

.venv/installed: requirements.txt | $(PY)
	$(PIP) -r $<
	@touch $@

.venv/installed-test: requirements-test.txt .venv/installed | $(PY)
	$(PIP) -r $<
	@touch $@

.venv/installed-pdf: requirements-pdf.txt .venv/installed tools/fonts.py | $(PY)
	$(PIP) -r $<
	$(PY) -m tools.fonts
	@touch $@

.venv/installed-lock: requirements-lock.txt | $(PY)
	$(PIP) -r $<
	@touch $@

# npm comes with Node; a machine without it gets both from requirements-node.txt.
.venv/npm: requirements-node.txt tools/node.py | $(PY)
	$(PY) -m tools.node has-npm || $(PIP) -r $<
	@touch $@

static/build/installed: package-lock.json .npmrc .venv/npm tools/assets.py tools/icons.py static/favicon.svg | $(PY)
	$(PY) -m tools.assets
	@touch $@

tests/node_modules/installed: tests/package-lock.json tests/.npmrc .venv/installed-test
	$(PY) -m tools.node npm-ci tests
	@touch $@

# Lighthouse is large (180 MB) and only measures: neither tests nor CI fetch it.
bench/node_modules/installed: bench/package-lock.json bench/.npmrc .venv/installed-test
	$(PY) -m tools.node npm-ci bench
	@touch $@
