# Two commands for every day:
#   make report   build the example report and say where it is
#   make test     every check: style, types, tests, the built site in a browser
# Both set up what they need, in either order, on a fresh machine with Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
CHROMIUM ?= $(firstword $(foreach name,chromium chromium-browser google-chrome google-chrome-stable,$(shell command -v $(name) 2>/dev/null)))
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export CHROMIUM

.PHONY: report test test-all format clean

report: $(INSTALLED)
	@$(BIN)/kpireport build site.example.yaml --out public
	@echo "Open file://$(CURDIR)/public/index.html"

test: $(INSTALLED) browser-and-java
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

# everything, the slow tests among it
test-all: $(INSTALLED) browser-and-java
	$(BIN)/python -m pytest -n 2 -m ""

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) public dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

# The site's tests need Chromium and, for the HTML checker, Java. Both are taken from the system's packages (Debian and
# its kin) when they are missing; elsewhere install them yourself, or name a browser with CHROMIUM=/path/to/it.
.PHONY: browser-and-java
browser-and-java:
	@missing=""; \
	[ -n "$(CHROMIUM)" ] || missing="$$missing chromium"; \
	command -v java >/dev/null || missing="$$missing default-jre-headless"; \
	[ -z "$$missing" ] && exit 0; \
	as_root=""; [ "$$(id -u)" = 0 ] || as_root="sudo"; \
	command -v apt-get >/dev/null && { [ -z "$$as_root" ] || command -v sudo >/dev/null; } || \
	  { echo "please install:$$missing" >&2; exit 1; }; \
	$$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $$missing
