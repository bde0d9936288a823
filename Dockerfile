# One image for every program of the site; compose.yaml says which runs which.
# letter_site/deploy/README.md, "In containers", has the steps, and says what was not tried.
FROM python:3.12-slim-bookworm

# The fonts are for share cards and letters to print. Their versions are those of the base image.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 letter \
    && useradd --system --uid 10001 --gid letter --home-dir /var/lib/letter --shell /usr/sbin/nologin letter \
    && install --directory --owner letter --group letter --mode 0750 /var/lib/letter \
    && install --directory --owner letter --group letter --mode 0755 /var/lib/letter/static \
    && install --directory --owner letter --group letter --mode 0755 /run/letter /run/letter-forms

WORKDIR /srv/letter
COPY letter_site/deploy/requirements.lock letter_site/deploy/
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes \
        --requirement letter_site/deploy/requirements.lock
COPY manage.py ./
COPY letter_site letter_site
COPY signatures signatures
COPY templates templates
COPY static static

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/letter
USER 10001:10001
CMD ["/srv/letter/.venv/bin/python", "manage.py", "check", "--deploy"]
