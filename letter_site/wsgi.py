import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letter_site.settings")
# For visitors only, not for commands and migrations (libpq reads this): nobody waits longer for
# the database, its queries stay on one core (but for files: renditions/exports.py), and its
# indexes are taken to be in memory.
VISITORS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
}
os.environ.setdefault("PGOPTIONS", " ".join(f"-c {name}={VISITORS[name]}" for name in VISITORS))

# Who waits for the database goes on once it has answered, and not after another thread has made
# pages for Python's usual five milliseconds: a confirmation waits a dozen times. In seconds.
sys.setswitchinterval(0.001)

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every view now, not while the first visitor waits
