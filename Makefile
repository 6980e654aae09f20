# make demo    a running timeline with demo data: needs Python 3.11 or newer, nothing else
# make test    the development environment, then all tests on a real PostgreSQL and a real browser, on all cores
# make check   what a change must pass besides the tests: style, types, imports, settings
# make screenshots   pictures of every view, in docs/screenshots/
PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin

.PHONY: demo setup test check lock screenshots

demo:
	@$(PYTHON) scripts/environment.py requirements-demo.txt
	@exec $(VENV)/python manage.py demo --port $(PORT)

setup:
	@$(PYTHON) scripts/environment.py requirements-dev.txt
	@$(VENV)/python manage.py compilemessages
	@$(VENV)/python -m tests.chromium

# A worker for each core, with a database and a browser of its own; ARGS="-n 0" runs all in one process.
test: setup
	@$(VENV)/python -m pytest -n auto --maxprocesses 8 $(ARGS)

check: setup
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/djlint --lint --quiet templates
	$(VENV)/mypy
	$(VENV)/lint-imports --no-logo
	HTTPS=1 TRUSTED_PROXIES=1 ALLOWED_HOSTS=tumen.example DATABASE_URL=postgres://tumen@db/tumen \
	  SECRET_KEY=$$($(VENV)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  $(VENV)/python manage.py check --deploy --fail-level WARNING

screenshots: setup
	@SECRET_KEY=screenshots $(VENV)/python -m scripts.screenshots

lock:
	uv pip compile $(UPGRADE) --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml -o requirements.txt
	uv pip compile $(UPGRADE) --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --extra demo -c requirements.txt pyproject.toml -o requirements-demo.txt
	uv pip compile $(UPGRADE) --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --extra demo --extra dev -c requirements-demo.txt pyproject.toml -o requirements-dev.txt
