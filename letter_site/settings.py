"""Settings of the site, all from the environment; deploy/README.md, "Settings", explains each.

Safe when unset: without DEBUG the site refuses to start until SECRET_KEY, SITE_URL and
DATABASE_URL are given.
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
    """Return an environment variable that production cannot do without."""
    value = env.str(name, default="") or (while_debugging if DEBUG else None)
    if not value:
        raise ImproperlyConfigured(f'Set {name}; see letter_site/deploy/README.md, "Settings".')
    return value


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY", "only-for-a-first-look")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# What addresses that must not be mailed, memberships and erasures are hashed with, and secrets
# in the database sealed. Empty, SECRET_KEY is used. Former keys are only looked up.
FINGERPRINT_KEY = env.str("FINGERPRINT_KEY", default="")
FINGERPRINT_KEY_FALLBACKS = env.list("FINGERPRINT_KEY_FALLBACKS", default=[])
# What guilds' rosters are kept under, and nowhere in the database. Empty, there are no rosters.
ROSTER_KEY = env.str("ROSTER_KEY", default="") or (f"rosters {SECRET_KEY}" if DEBUG else "")

# Where mailed links point. Never taken from a request: a forged Host header must not end
# up in somebody's mailbox.
SITE_URL = required("SITE_URL", "http://localhost:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default=urlsplit(SITE_URL).hostname or "")
SITE_CONTACT = env.str("SITE_CONTACT", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
if DEBUG:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
# Keyed hashes of what was erased, for after a restore; not in the database, so not in its dumps.
ERASURES_FILE = Path(env.str("ERASURES_FILE", default=str(VAR_DIR / "erasures"))).resolve()

INSTALLED_APPS = [
    "signatures",
    "django.contrib.admin.apps.SimpleAdminConfig",  # shows what signatures.admin names, no more
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
    "letter_site.middleware.OpenData",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "letter_site.middleware.DatabaseAway",
    "letter_site.middleware.ShortForms",
    "allauth.account.middleware.AccountMiddleware",  # allauth insists on finding it here
    "letter_site.middleware.SignedIn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Sessions and CSRF exist only below these addresses: public pages set no cookie and may be
# cached by anybody.
SIGNED_IN_PATHS = ("/accounts/", "/admin/", "/desk/", "/guilds/")
SIGNED_IN_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "letter_site.accounts.SecondFactor",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
# These look for those above in MIDDLEWARE itself; tests show that they run where needed.
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
# Set behind PgBouncer in transaction mode, and only there: wsgi.py has the reason.
WEB_DATABASE_URL = env.str("WEB_DATABASE_URL", default="")
DATABASES = {
    "default": {
        **DATABASE,
        # A cursor on the server stays with one of the connections that PgBouncer shares out,
        # and so does a prepared statement.
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

# Losing Redis may slow the site and never stop it, so what must be there (limits, sessions,
# sign-in) is kept in PostgreSQL, and the page cache answers "not cached" when Redis is gone.
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

# How long a public page is shown to others from the page cache; a change ends it sooner.
PAGES_KEPT = timedelta(seconds=2)
# What most requests need (a statement's words, what its form offers) stays this long in each
# process, whatever changes meanwhile.
AT_HAND = timedelta(seconds=1)
# The same for numbers that no tally has and rows are counted for.
COUNTS_KEPT = timedelta(seconds=20)
DESK_NUMBERS_KEPT = timedelta(seconds=30)
# Groups of credits that may mean the same, for the organizer who goes through them.
SUGGESTIONS_KEPT = timedelta(minutes=10)

# --- Celery: it wakes people up, the rows are the queue (TRUST: "the broker is no database") ---

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
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # KiB: after a long letter a fresh process goes on
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# Messages older than their period say nothing that a newer one does not say.
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
        "forget_what_is_over": timedelta(hours=1),
    }.items()
}
CELERY_BEAT_SCHEDULE["check_tallies"] = {
    "task": "signatures.tasks.check_tallies",
    "schedule": crontab(hour=3, minute=20),  # UTC
    "options": {"expires": 12 * 60 * 60},  # seconds
}

# --- Mail -------------------------------------------------------------------------------

if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
elif DEBUG:
    EMAIL_BACKEND = "letter_site.mailbox.EmailBackend"
EMAIL_TIMEOUT = 10  # seconds a connection may stand still
MAILBOX_DIR = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <noreply@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Rules of the road; TRUST part 1 has the reasons ------------------------------------

CONFIRM_WITHIN = timedelta(hours=env.int("CONFIRM_WITHIN_HOURS", default=72))
CODE_WITHIN = timedelta(minutes=15)
# Codes typed for one mailbox: from one source, from its network (/24, /48) and from everywhere.
# A code is one of 2 ** 40, so that even the last of these finds none by guessing.
CODE_TRIES = {CODE_WITHIN: 5}
CODE_TRIES_NETWORK = {CODE_WITHIN: 20}
CODE_TRIES_MAILBOX = {CODE_WITHIN: 200}
KEEP_PENDING = timedelta(days=14)
KEEP_SOURCE = timedelta(days=30)
# A signature that was not accepted keeps name and address as long after the decision.
KEEP_REJECTED = timedelta(days=90)
# As long after its end an old link is told from a broken one.
KEEP_OLD_LINKS = timedelta(days=90)
# Who asked for an endorsement that was refused.
KEEP_REFUSED_CONTACTS = timedelta(days=90)
# What words were before an organizer tidied them up; until then that can be undone.
KEEP_TIDYINGS = timedelta(days=30)
# Quicker than this, or older, the form was hardly filled in by a person; see SOURCE_LIMITS.
FORM_AGE = (timedelta(seconds=3), timedelta(hours=24))
# E-mails to one mailbox: for one statement, within KEEP_PENDING for one statement, and over all
# statements and pages (the last is what keeps the forms from being used to flood someone).
MAILBOX_LIMITS_STATEMENT = {timedelta(minutes=10): 1, timedelta(days=1): 3}
MAILBOX_MOST_STATEMENT = 5
MAILBOX_LIMITS = {timedelta(hours=1): 5, timedelta(days=1): 10}
# Signatures from one IPv4 address or IPv6 /64. Above it nothing is refused: the mail waits.
SOURCE_LIMITS = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# The same for forms posted quicker than a person types, or without the form's stamp.
QUICK_SOURCE_LIMITS = {timedelta(minutes=1): 5, timedelta(hours=1): 20}
# Above this the answer is 429.
SOURCE_FLOOD = {timedelta(hours=1): 5000}
# Forms for organizations from one source, pictures and all; above this the answer is 429.
ENDORSE_LIMITS = {timedelta(minutes=1): 6, timedelta(hours=1): 30}
# Members sent to their guild's sign-in from one source; above this the answer is 429.
SIGN_IN_LIMITS = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# More members of one guild within an hour, and the log says so: its server may be in other hands.
SIGN_INS_USUAL = env.int("SIGN_INS_USUAL", default=300)
# How long a guild's server that did not answer is not asked again: while it is, people wait.
PROVIDER_REST = timedelta(seconds=10)
# Origins of sign-in servers that may be near, without https or at an address that is not public.
PROVIDERS_NEARBY = env.list("PROVIDERS_NEARBY", default=[])
# Where DNS is asked about guilds' domains, such as 192.0.2.53 or 192.0.2.53:5353; without it
# where the machine asks. How long an officer waits, and how often they may ask.
DNS_SERVERS = env.list("DNS_SERVERS", default=[])
DNS_WITHIN = timedelta(seconds=4)
DNS_LIMITS = {timedelta(minutes=1): 6, timedelta(hours=1): 60}
# Wrong codes of guilds, from one source, from its network (/24, /48) and from everywhere: above
# it no code is looked at, right ones neither, until the hour or the ten minutes are over.
GUILD_CODE_GUESSES = {timedelta(hours=1): 10}
GUILD_CODE_GUESSES_NETWORK = {timedelta(hours=1): 100}
GUILD_CODE_GUESSES_SITE = {timedelta(minutes=10): 5000}
# Codes entered without an address, right ones as well, from one source and from its network: the
# answer tells at once whether a code has been used. Above it an address has to come with the code.
GUILD_CODE_TRIES = {timedelta(hours=1): 20, timedelta(days=1): 60}
GUILD_CODE_TRIES_NETWORK = {timedelta(hours=1): 200}
# A form with a code and no address, sent again within this time, gets the same answer again.
GUILD_CODE_REPEATS = timedelta(minutes=10)
# Requests that an officer vouch: of one signature in a day, and to one guild in all; and from one
# source, above which the answer is 429.
VOUCHING_LIMITS = {timedelta(days=1): 3}
VOUCHING_TRIES = 3
VOUCHING_LIMITS_SOURCE = {timedelta(minutes=1): 10, timedelta(hours=1): 60}
# So long a request waits for an officer, and so long after the answer what it held is kept.
VOUCHING_WITHIN = timedelta(days=90)
KEEP_VOUCHED = timedelta(days=30)
# An older one in the queue is pointed at.
VOUCHING_GOAL = timedelta(days=3)
# Of the yes of officers, so many in a hundred are looked at by another officer as well.
VOUCHING_SECOND_LOOKS = 5
GUILD_CODES_MOST = 250_000  # in one batch; they are made while the officer waits
# How long after the download all codes of a batch can be replaced, whether or not any is used.
GUILD_CODES_REPLACED_WITHIN = timedelta(hours=1)
# Numbers tried against a guild's roster, right ones as well: from one source, from its network,
# and for one signature or its address.
ROSTER_TRIES = {timedelta(hours=1): 5}
ROSTER_TRIES_NETWORK = {timedelta(hours=1): 100}
ROSTER_TRIES_SIGNATURE = {timedelta(days=1): 5}
ROSTER_MOST = 500_000  # members
ROSTER_MOST_BYTES = 96_000_000  # a line of 45 bytes for each member, surname and address
# A roster of which a larger part is new, or has gone, needs an owner as the first one does.
ROSTER_CHANGE_USUAL = 0.1
# So long after the last statement closed a guild's roster, and who used it, is forgotten.
KEEP_ROSTERS = timedelta(days=30)
# Networks where many people share one address: a guild's hall, a film set.
SHARED_NETWORKS = env.list("SHARED_NETWORKS", default=[])
# So many proven within this time, and the next from the same network, or the same mail domain,
# waits for an organizer. Shared networks, and providers that half the world uses, are left out.
BURST_WITHIN = timedelta(hours=1)
NETWORK_BURST = DOMAIN_BURST = 100
MAIL_PROVIDERS = frozenset(Path(__file__).with_name("mail_providers.txt").read_text().split())
# Awards and ranks that people are known for, folded; who writes one into their credit waits.
KNOWN_FOR = tuple(Path(__file__).with_name("known_for.txt").read_text().splitlines())
# Sample audits: "did you sign?". Nobody is asked again sooner, the link works as long, and so
# long after an audit it is known who answered what; then only totals are left.
AUDIT_WITHIN = AUDIT_AGAIN_AFTER = KEEP_ANSWERS = timedelta(days=30)
AUDIT_MAILS_A_MINUTE = 120  # so that people who wait for their mail never wait for these
# Wrong passwords for one account: from one network or known device, and from everywhere else
# together; and from one network for all accounts. See actions/accounts/sign_in_limits.py.
PASSWORD_TRIES = {timedelta(minutes=5): 5}
PASSWORD_TRIES_SOURCE = {timedelta(minutes=1): 10}
PASSWORD_TRIES_ACCOUNT = {timedelta(hours=1): 100}
DEVICE_KNOWN_FOR = timedelta(days=180)
# How many proxies of ours stand before the site; 0 means X-Forwarded-For is not believed.
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
# Like allauth's own, but it makes no rows of addresses besides the one of the account.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # organizers are made by organizers, not by signing up
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; mail may take its time
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "letter_site.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
# Nobody can sign up with an address that is not theirs, which is what this would keep out.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_ADAPTER = "letter_site.accounts.UserSessionsAdapter"
# Members show their guild's sign-in and get no account by it; see signatures/views/members/sign_in.
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

# --- Words, time, files -----------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "signatures" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# While trying the site out, files are served from where they are, without collectstatic.
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
# A form of a stranger is short. An editor's may hold a letter of 100,000 characters, each of
# which takes up to nine bytes on its way.
STRANGERS_FORM_BYTES = 100_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

LOGGING_CONFIG = "letter_site.log_masking.configure"  # no secret and no address is in a record
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": []},  # not to the console twice, and never by e-mail
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # Two lines for each task, even where there was nothing to do: signatures/tasks.py logs
        # what was done.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
