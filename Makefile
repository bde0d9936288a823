# make run    the site on http://localhost:8000 (a second copy: PORT=8001 VAR_DIR=var2)
# make test   lint, unit tests, browser journeys
# make test-clock  the unit tests on four other dates (one: CLOCK="2028-02-29 10:00:00")
# make test-providers  sign-in with two OpenID servers that others wrote; downloads 100 MB
# make lint   ruff and mypy
# make lock   pins the packages of requirements.txt by hash: letter_site/deploy/requirements.lock
# make bench  how fast it is, as ratios; about twenty minutes (sooner: BENCH_ROWS=20000 BENCH_ROUNDS=1,
#              or BENCH_ONLY=search,queue for these rows of the table alone)
# make attack  20,000 hostile requests over all addresses, and known attacks
#              (sooner: ATTACK_REQUESTS=2000; with LibreOffice it opens the files in it too:
#              apt-get install libreoffice-calc-nogui)
# make faults  each fault for a minute under people who sign: killed programs, a full disk, a clock
#              that is wrong (sooner: FAULTS_SECONDS=10 FAULTS_RATE=5; one fault, with a million
#              signatures and readers: FAULTS_ONLY=column_added FAULTS_ROWS=1000000 FAULTS_READS=100)
# make soak   the same at random for half an hour (SOAK_MINUTES=5 SOAK_RATE=10)
# make hosts  two web hosts behind one nginx, of which one goes away (as root; HOSTS_SECONDS=10)
# make drill  backs up a million signatures and restores them (sooner: DRILL_ROWS=10000)
# make picture  the picture in README.md, of the site that make run shows
# make load   a crowd for ten minutes, 3 confirmations/s at the peak (LOAD_SECONDS=60 LOAD_PEAK=1);
#              LOAD_CASE=peak: 33 confirmations/s; LOAD_CASE=overload: far more readers than it serves;
#              LOAD_CASE=two-hosts: how many more pages two web hosts answer than one (as root)
#              (by hand: .venv/bin/python -m tests.load.moment, a crowd at the time of publication)
#
# Each makes what it needs first: .venv, the packages, and for the tests a browser,
# nginx and PgBouncer.

PORT ?= 8000
VAR_DIR ?= var
export PORT VAR_DIR

PIP = .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input
# A virtual environment whose Python is gone is made again.
$(shell .venv/bin/python -c '' 2>/dev/null || rm -f .venv/installed .venv/installed-tests)

# Three processes keep two cores busy: the journeys and the faults often wait.
# Python keeps what it compiled, or each of the 70 programs that the tests start would compile it.
PYTEST = env PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest \
	-n 3 --dist loadscope --no-loadscope-reorder

.PHONY: run test test-clock test-providers lint lock bench load attack faults soak drill \
	picture ready around browser programs faketime hosts

run: .venv/installed
	@exec .venv/bin/python -m letter_site.local.run

# Types are checked beside the tests, which often wait.
test: ready
	@.venv/bin/python -m ruff check --quiet
	@.venv/bin/python -m ruff format --check --quiet
	@DEBUG=1 .venv/bin/python -m mypy --no-error-summary & types=$$!; \
	trap "kill $$types; exit 130" INT TERM; \
	$(PYTEST); tests=$$?; \
	wait $$types || { echo "mypy found errors: they are above, or run make lint" >&2; exit 1; }; \
	exit $$tests

# Python's packages and those of the system, at the same time.
ready:
	@exec $(MAKE) --no-print-directory --silent -j 2 .venv/installed-tests around

around:
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory programs

CLOCKS = "+40 days" "+400 days" "2028-02-29 10:00:00" "$$(date -u +%Y)-12-31 23:58:00"
ifdef CLOCK
CLOCKS = "$(CLOCK)"
endif
# Only the time of day is shifted: threads wait by the monotonic clock, which stays as it is.
SHIFTED = FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD='/usr/$$LIB/faketime/libfaketimeMT.so.1' \
	PYTHONPATH='$(CURDIR)/tests/shifted_clock'

test-clock: .venv/installed-tests programs faketime
	@failed=0; for clock in $(CLOCKS); do \
		echo "The unit tests with a clock that starts at: $$clock"; \
		by=$$(($$(date -u -d "$$clock" +%s) - $$(date +%s))) || exit 2; \
		env $(SHIFTED) FAKETIME=$$(printf %+d $$by) $(PYTEST) --ignore=tests/journeys || failed=1; \
	done; exit $$failed

test-providers: .venv/installed-tests .venv-providers/installed
	@exec env PROVIDERS=1 .venv/bin/python -m pytest tests/provider

lint: .venv/installed-tests
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check
	@DEBUG=1 .venv/bin/python -m mypy

# Windows alone needs colorama, and the site does not run there.
lock: .venv/installed-tests
	@exec .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-config --no-annotate --no-emit-index-url --no-emit-find-links \
		--no-emit-package colorama --custom-compile-command "make lock" \
		--output-file letter_site/deploy/requirements.lock requirements.txt

bench: .venv/installed-tests
	@exec .venv/bin/python -m tests.bench

load: .venv/installed-tests
	@exec .venv/bin/python -m tests.load

attack: .venv/installed-tests programs
	@exec env ATTACK=long $(PYTEST) tests/attack tests/faults/test_same_answer.py

# As root they also fill a disk, make it fail, and take memory away.
faults: .venv/installed-tests programs faketime
	@exec .venv/bin/python -m tests.faults faults

drill: .venv/installed-tests
	@exec .venv/bin/python -m tests.drill

soak: .venv/installed-tests programs
	@exec .venv/bin/python -m tests.faults soak

hosts: .venv/installed-tests programs
	@exec .venv/bin/python -m tests.faults hosts

picture: .venv/installed-tests browser
	@exec .venv/bin/python -m tests.picture

# The lock lets two of these run in one folder: the second finds the work done.
.venv/installed: requirements.txt
	@exec 9>.venv.lock; flock 9 2>/dev/null; \
	if [ -e $@ ] && ! [ $< -nt $@ ]; then exit 0; fi; \
	for python in python3.13 python3.12 python3.11 python3 none; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ $$python = none ]; then \
		echo "This needs Python 3.11 or newer, and found none." >&2; exit 1; fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "$$python lacks venv; on Debian: apt-get install python3-venv" >&2; exit 1; fi; \
	echo "Installing the packages of $< into .venv (once; a minute or two)…"; \
	.venv/bin/python -m pip --version >/dev/null 2>&1 \
		|| { rm -rf .venv && $$python -m venv .venv; } && $(PIP) -r $< && touch $@

.venv/installed-tests: tests/requirements.txt .venv/installed
	@exec 9>.venv.lock; flock 9 2>/dev/null; \
	if [ -e $@ ] && ! [ $< -nt $@ ] && ! [ requirements.txt -nt $@ ]; then touch $@; exit 0; fi; \
	echo "Installing the packages of $< into .venv…"; \
	$(PIP) -r $< && touch $@

SERVERS = tests/provider/independent
.venv-providers/installed: $(SERVERS)/requirements.txt $(SERVERS)/package-lock.json .venv/installed
	@echo "Installing the sign-in servers into .venv-providers…"; \
	rm -rf .venv-providers && .venv/bin/python -m venv .venv-providers \
	&& .venv-providers/bin/python -m pip install -qq --disable-pip-version-check --no-input \
		-r $(SERVERS)/requirements.txt \
	&& mkdir .venv-providers/npm && cp $(SERVERS)/package*.json .venv-providers/npm/ \
	&& PATH="$(CURDIR)/.venv-providers/bin:$$PATH" npm ci --prefix .venv-providers/npm \
		--ignore-scripts --no-audit --no-fund --loglevel error && touch $@

browser:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null \
		|| command -v chromium-browser >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing a browser for the journeys…"; \
		export DEBIAN_FRONTEND=noninteractive; \
		install="apt-get install -qq -y --no-install-recommends fonts-noto-core fonts-noto-cjk"; \
		apt-get update -qq && { $$install chromium-headless-shell || $$install chromium; } >/dev/null; \
	else \
		echo "The browser journeys need a chromium, fonts-noto-core and fonts-noto-cjk:" >&2; \
		echo "  apt-get install chromium-headless-shell fonts-noto-core fonts-noto-cjk" >&2; exit 1; \
	fi

faketime:
	@ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing faketime for the shifted clocks…"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -qq -y --no-install-recommends libfaketime >/dev/null; \
	else \
		echo "The shifted clocks need libfaketime:" >&2; \
		echo "  apt-get install libfaketime" >&2; exit 1; \
	fi

# What stands around the site in production, and is tested with it.
programs:
	@PATH="$$PATH:/usr/sbin"; \
	command -v nginx >/dev/null && command -v pgbouncer >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing nginx and PgBouncer for the tests…"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq \
			&& apt-get install -qq -y --no-install-recommends nginx-light pgbouncer >/dev/null; \
	else \
		echo "The tests need nginx and PgBouncer:" >&2; \
		echo "  apt-get install nginx-light pgbouncer" >&2; exit 1; \
	fi
