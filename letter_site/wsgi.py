import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letter_site.settings")
# For visitors only, not for commands and migrations (libpq reads this): nobody waits longer for
# the database, its queries stay on one core (but for files: renditions/files/exports.py), and its
# indexes are taken to be in memory.
VISITORS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
}
# PgBouncer takes no PGOPTIONS, and what is SET on its connections other programs get as well. So
# the web server has an address of its own there, with these limits: deploy/pgbouncer.ini.
if url := os.environ.get("WEB_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
else:
    options = " ".join(f"-c {name}={value}" for name, value in VISITORS.items())
    os.environ.setdefault("PGOPTIONS", options)

# Who waits for the database goes on once it has answered, and not after another thread has made
# pages for Python's usual five milliseconds: a confirmation waits a dozen times. In seconds.
sys.setswitchinterval(0.001)

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every view now, not while the first visitor waits
