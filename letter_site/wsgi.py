import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letter_site.settings")
# Database options for visitors' requests, not for commands and migrations; libpq reads them. They
# limit waits, keep queries on one core (except for renditions/files/exports.py), tell the planner
# that indexes are in memory, and let the matches of common words fit into memory row by row.
VISITORS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
}
# PgBouncer takes no PGOPTIONS, and a SET on one of its connections affects other programs. So the
# web server connects to a database entry of its own with these limits: deploy/pgbouncer.ini.
if url := os.environ.get("WEB_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
else:
    options = " ".join(f"-c {name}={value}" for name, value in VISITORS.items())
    os.environ.setdefault("PGOPTIONS", options)

# Seconds until a busy thread yields. With Python's default of five milliseconds, a thread would
# wait that long after each answer of the database, and a confirmation needs a dozen answers.
sys.setswitchinterval(0.001)

application = get_wsgi_application()
# Load every view and the templates of public pages now, not during the first requests.
import_module(settings.ROOT_URLCONF)
templates = settings.BASE_DIR / "templates"
for name in ("record", "signing"):
    for path in (templates / name).rglob("*.html"):
        get_template(str(path.relative_to(templates)))
