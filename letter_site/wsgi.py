import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letter_site.settings")
# No visitor waits longer for the database; commands and migrations may (libpq reads this).
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=10s -c lock_timeout=5s")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every view now, not while the first visitor waits
