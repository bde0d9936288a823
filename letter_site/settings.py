"""Settings of the site, read from the environment; see deploy/README.md, "Settings".

The defaults are safe: without DEBUG the site does not start until SECRET_KEY, SITE_URL and
DATABASE_URL are set.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name: str, while_debugging: str | None = None) -> str:
    """Return a required environment variable; raise ImproperlyConfigured if it is not set."""
    value = env.str(name, default="") or (while_debugging if DEBUG else None)
    if not value:
        raise ImproperlyConfigured(f'Set {name}; see letter_site/deploy/README.md, "Settings".')
    return value


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY", "only-for-a-first-look")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# This key hashes blocked e-mail addresses, memberships and erasures, and encrypts secrets in
# the database. If it is empty, SECRET_KEY is used. Former keys only serve to look things up.
FINGERPRINT_KEY = env.str("FINGERPRINT_KEY", default="")
FINGERPRINT_KEY_FALLBACKS = env.list("FINGERPRINT_KEY_FALLBACKS", default=[])
# This key protects guilds' rosters and is never in the database. If empty, rosters are off.
ROSTER_KEY = env.str("ROSTER_KEY", default="") or (f"rosters {SECRET_KEY}" if DEBUG else "")

# Links in e-mails begin with this. It is never taken from a request, so that a forged Host
# header cannot reach anyone's mailbox.
SITE_URL = required("SITE_URL", "http://localhost:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default=urlsplit(SITE_URL).hostname or "")
SITE_CONTACT = env.str("SITE_CONTACT", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
if DEBUG:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
# Keyed hashes of erased records, to erase them again after a restore. They are kept outside the
# database so that a restored dump does not overwrite them.
ERASURES_FILE = Path(env.str("ERASURES_FILE", default=str(VAR_DIR / "erasures"))).resolve()

INSTALLED_APPS = [
    "signatures",
    "django.contrib.admin.apps.SimpleAdminConfig",  # shows only what signatures.admin registers
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "letter_site.middleware.SafeHeaders",
    "signatures.views.search_engines.SearchEngines",
    "letter_site.middleware.OpenData",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "letter_site.middleware.DatabaseAway",
    "letter_site.middleware.ShortForms",
    "allauth.account.middleware.AccountMiddleware",  # allauth checks that it is listed here
    "letter_site.middleware.SignedIn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Sessions and CSRF exist only below these paths: public pages set no cookie, so any cache may
# keep them.
SIGNED_IN_PATHS = ("/accounts/", "/admin/", "/desk/", "/guilds/")
SIGNED_IN_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "letter_site.accounts.SecondFactor",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
# These checks look in MIDDLEWARE for the middleware above; tests show that it runs where needed.
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410", "security.W003"]

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
        },
    },
]

# --- Database and Redis -----------------------------------------------------------------

DATABASE = env.db_url_config(required("DATABASE_URL", "postgresql:///letter"))
# Set this only behind PgBouncer in transaction mode; wsgi.py explains why.
WEB_DATABASE_URL = env.str("WEB_DATABASE_URL", default="")
DATABASES = {
    "default": {
        **DATABASE,
        # PgBouncer shares out connections, and a server-side cursor or a prepared statement
        # belongs to one of them.
        "DISABLE_SERVER_SIDE_CURSORS": bool(WEB_DATABASE_URL),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "keepalives_idle": 10,
            "tcp_user_timeout": 10_000,
            "prepare_threshold": None,
            **DATABASE.get("OPTIONS", {}),
        },
    },
}
REDIS_URL = required("REDIS_URL", "redis://localhost:6379/0")

# Losing Redis may slow the site but never stop it. So limits, sessions and sign-in are kept in
# PostgreSQL, and the page cache answers "not cached" when Redis is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    },
    "pages": {
        "BACKEND": "letter_site.cache.PageCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "pages",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    },
}

# How long the page cache keeps a public page; a change to the page ends this sooner.
PAGES_KEPT = timedelta(seconds=2)
# How long each process keeps what most requests need (a statement's text, its form's options),
# even if it changes meanwhile.
AT_HAND = timedelta(seconds=1)
# The same for numbers that have no tally, so that rows must be counted.
COUNTS_KEPT = timedelta(seconds=20)
DESK_NUMBERS_KEPT = timedelta(seconds=30)
# How long to keep the groups of similar credits that are suggested to organizers.
SUGGESTIONS_KEPT = timedelta(minutes=10)

# --- Celery: it only wakes the worker; the queue is rows in PostgreSQL -------------------

CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix:")
    else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # KiB; after a long letter a fresh process takes over
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# A message expires after one period, because the next message asks for the same work.
CELERY_BEAT_SCHEDULE = {
    name: {
        "task": f"signatures.tasks.{name}",
        "schedule": every,
        "options": {"expires": every.total_seconds()},  # Celery compares it with a number
    }
    for name, every in {
        "deliver_due_mail": timedelta(seconds=5),
        "fold_tallies": timedelta(seconds=3),
        "run_due_batches": timedelta(seconds=2),
        "make_due_letters": timedelta(seconds=15),
        "draw_audits": timedelta(seconds=15),
        "revoke_due_codes": timedelta(seconds=10),
        "work_on_rosters": timedelta(seconds=3),
        "write_erasures": timedelta(seconds=10),
        "remind_due": timedelta(minutes=10),
        "forget_what_is_over": timedelta(hours=1),
    }.items()
}
CELERY_BEAT_SCHEDULE["check_tallies"] = {
    "task": "signatures.tasks.check_tallies",
    "schedule": crontab(hour=3, minute=20),  # UTC
    "options": {"expires": 12 * 60 * 60},  # seconds
}

# --- E-mail -----------------------------------------------------------------------------

if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
elif DEBUG:
    EMAIL_BACKEND = "letter_site.mailbox.EmailBackend"
EMAIL_TIMEOUT = 10  # seconds a connection may be idle
MAILBOX_DIR = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <noreply@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Limits and retention periods -------------------------------------------------------

CONFIRM_WITHIN = timedelta(hours=env.int("CONFIRM_WITHIN_HOURS", default=72))
CODE_WITHIN = timedelta(minutes=15)
# How long the page after the form shows the typed address again.
TYPED_ADDRESS_SHOWN = timedelta(minutes=10)
# How long after the first e-mail someone who has not confirmed gets one reminder; 0: no reminder.
REMIND_AFTER = timedelta(hours=env.int("REMIND_AFTER_HOURS", default=24))
# How long after any such e-mail organizers can send another.
REMIND_AGAIN_AFTER = timedelta(days=1)
# How long after a decision its signatory is told, so that organizers can undo it before.
DECISIONS_TOLD_AFTER = timedelta(minutes=10)
# Codes tried for one mailbox: from one source, from its network (/24, /48) and in total.
# There are 2 ** 40 codes, so even the last limit is too low to guess one.
CODE_TRIES = {CODE_WITHIN: 5}
CODE_TRIES_NETWORK = {CODE_WITHIN: 20}
CODE_TRIES_MAILBOX = {CODE_WITHIN: 200}
KEEP_PENDING = timedelta(days=14)
KEEP_SOURCE = timedelta(days=30)
# How long after the decision a rejected signature keeps its name and address.
KEEP_REJECTED = timedelta(days=90)
# How long an expired link is still recognised as expired; after that it counts as broken.
KEEP_OLD_LINKS = timedelta(days=90)
# How long to keep the contact who asked for an endorsement that was rejected.
KEEP_REFUSED_CONTACTS = timedelta(days=90)
# How long to keep the original wording after an organizer tidied it, so it can be undone.
KEEP_TIDYINGS = timedelta(days=30)
# A form sent sooner or later than this was hardly filled in by a person; see
# QUICK_SOURCE_LIMITS.
FORM_AGE = (timedelta(seconds=3), timedelta(hours=24))
# E-mails to one mailbox: for one statement, for one statement within KEEP_PENDING, and for all
# statements and pages. The last limit stops people from using the forms to flood a mailbox.
MAILBOX_LIMITS_STATEMENT = {timedelta(minutes=10): 1, timedelta(days=1): 3}
MAILBOX_MOST_STATEMENT = 5
MAILBOX_LIMITS = {timedelta(hours=1): 5, timedelta(days=1): 10}
# Signatures from one source: an IPv4 address or IPv6 /64. Above the limit signatures are still
# accepted, but their e-mail is delayed.
SOURCE_LIMITS = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# The same for forms sent outside FORM_AGE or without the form's time stamp.
QUICK_SOURCE_LIMITS = {timedelta(minutes=1): 5, timedelta(hours=1): 20}
# Signatures from one source; above this the answer is 429.
SOURCE_FLOOD = {timedelta(hours=1): 5000}
# Endorsement forms, which may hold pictures, from one source; above this the answer is 429.
ENDORSE_LIMITS = {timedelta(minutes=1): 6, timedelta(hours=1): 30}
# Members sent to their guild's sign-in from one source; above this the answer is 429.
SIGN_IN_LIMITS = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# More sign-ins than this within an hour at one guild are logged: someone may control its server.
SIGN_INS_USUAL = env.int("SIGN_INS_USUAL", default=300)
# How long to wait before asking a guild's server again that did not answer, because people wait
# for each attempt.
PROVIDER_REST = timedelta(seconds=10)
# Origins of sign-in servers that may lack https or have an address that is not public.
PROVIDERS_NEARBY = env.list("PROVIDERS_NEARBY", default=[])
# DNS servers to ask about guilds' domains, such as 192.0.2.53 or 192.0.2.53:5353; if empty, the
# machine's own. Then how long an officer waits for an answer, and how often they may ask.
DNS_SERVERS = env.list("DNS_SERVERS", default=[])
DNS_WITHIN = timedelta(seconds=4)
DNS_LIMITS = {timedelta(minutes=1): 6, timedelta(hours=1): 60}
# Wrong guild codes from one source, from its network (/24, /48) and in total. Above the limit
# no code is checked, not even a right one, until the hour or the ten minutes are over.
GUILD_CODE_GUESSES = {timedelta(hours=1): 10}
GUILD_CODE_GUESSES_NETWORK = {timedelta(hours=1): 100}
GUILD_CODE_GUESSES_SITE = {timedelta(minutes=10): 5000}
# Codes entered without an address, right or wrong, from one source and from its network: the
# answer reveals whether a code has been used. Above the limit a code needs an address.
GUILD_CODE_TRIES = {timedelta(hours=1): 20, timedelta(days=1): 60}
GUILD_CODE_TRIES_NETWORK = {timedelta(hours=1): 200}
# A form with a code and no address, sent again within this time, gets the same answer again.
GUILD_CODE_REPEATS = timedelta(minutes=10)
# Requests to officers to vouch for a signature: for one signature in a day, for one signature to
# one guild in total, and from one source. Above the last limit the answer is 429.
VOUCHING_LIMITS = {timedelta(days=1): 3}
VOUCHING_TRIES = 3
VOUCHING_LIMITS_SOURCE = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# How long a request waits for an officer, and how long its content is kept after the answer.
VOUCHING_WITHIN = timedelta(days=90)
KEEP_VOUCHED = timedelta(days=30)
# The queue points it out if its oldest request is older than this.
VOUCHING_GOAL = timedelta(days=3)
# Percentage of approvals that a second officer reviews.
VOUCHING_SECOND_LOOKS = 5
GUILD_CODES_MOST = 250_000  # in one batch; the officer waits while they are made
# How long after the download an officer can replace all codes of a batch, used or not.
GUILD_CODES_REPLACED_WITHIN = timedelta(hours=1)
# Member numbers, right or wrong, tried against a guild's roster: from one source, from its
# network, and for one signature or its address.
ROSTER_TRIES = {timedelta(hours=1): 5}
ROSTER_TRIES_NETWORK = {timedelta(hours=1): 100}
ROSTER_TRIES_SIGNATURE = {timedelta(days=1): 5}
ROSTER_MOST = 500_000  # members
ROSTER_MOST_BYTES = 96_000_000  # a line of 45 bytes for each member, surname and address
# If a larger share of a roster is added or removed, an owner must approve it, as for the first.
ROSTER_CHANGE_USUAL = 0.1
# How long after the last statement closed to keep a guild's roster and who used it.
KEEP_ROSTERS = timedelta(days=30)
# Networks where many people share one address: a guild's hall, a film set.
SHARED_NETWORKS = env.list("SHARED_NETWORKS", default=[])
# After this many verified signatures within this time from one network or one e-mail domain, the
# next ones wait for an organizer. SHARED_NETWORKS and MAIL_PROVIDERS are exempt.
BURST_WITHIN = timedelta(hours=1)
NETWORK_BURST = DOMAIN_BURST = 100
MAIL_PROVIDERS = frozenset(Path(__file__).with_name("mail_providers.txt").read_text().split())
# Awards and ranks that people are known for, folded. A credit that has one waits for review.
KNOWN_FOR = tuple(Path(__file__).with_name("known_for.txt").read_text().splitlines())
# Sample audits ask "did you sign?": how long the link works, how long before the same person may
# be asked again, and how long answers are kept; after that only totals remain.
AUDIT_WITHIN = AUDIT_AGAIN_AFTER = KEEP_ANSWERS = timedelta(days=30)
AUDIT_MAILS_A_MINUTE = 120  # so that these never delay other e-mails
# Wrong passwords: for one account from one network or known device, for all accounts from one
# network, and for one account from all unknown devices. See actions/accounts/sign_in_limits.py.
PASSWORD_TRIES = {timedelta(minutes=5): 5}
PASSWORD_TRIES_SOURCE = {timedelta(minutes=1): 10}
PASSWORD_TRIES_ACCOUNT = {timedelta(hours=1): 100}
DEVICE_KNOWN_FOR = timedelta(days=180)
# The number of our own proxies in front of the site; 0 means X-Forwarded-For is ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- People who sign in -----------------------------------------------------------------

AUTH_USER_MODEL = "signatures.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "letter_site.accounts.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "letter_site.account_forms.ResetPasswordForm"}
# Like allauth's own, but it stores no e-mail address besides the one of the account.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # organizers create organizers; no one signs up
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; an e-mail may be slow to arrive
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "letter_site.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
# Verification would stop people from signing up with someone else's address. No one can sign up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_ADAPTER = "letter_site.accounts.UserSessionsAdapter"
# Members sign in at their guild but get no account here; see signatures/views/members/sign_in.
SOCIALACCOUNT_ADAPTER = "letter_site.accounts.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Headers ----------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
DEVICE_COOKIE_NAME = "__Secure-device" if HTTPS else "device"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Public forms are short. An editor's form may hold a letter of 100,000 characters, each of
# which takes up to nine bytes when sent.
STRANGERS_FORM_BYTES = 100_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

LOGGING_CONFIG = "letter_site.log_masking.configure"  # masks secrets and addresses in every record
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": []},  # neither to the console twice nor by e-mail
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # Celery would log two lines for each task, even if it did nothing; letter_site/celery.py
        # logs the work done.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
