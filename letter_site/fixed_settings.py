"""Settings that are the same in every installation; settings.py imports them all."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

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
    "pgtrigger",
]

# --- Celery: it only wakes the worker; the queue is rows in PostgreSQL -------------------

CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A message is done with when its job begins. With Celery's late acknowledgement the worker would
# end the job when it loses Redis, perhaps between a mail server's "accepted" and our note of it.
# Nothing is lost with a worker: the next message asks for the same work.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True  # would warn otherwise; ends none
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # KiB; after a long letter a fresh process takes over
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
# A message expires after one period, because the next message asks for the same work.
CELERY_BEAT_SCHEDULE = {
    name: {
        "task": f"signatures.tasks.{name}",
        "schedule": every,
        "options": {"expires": every.total_seconds()},  # Celery compares it with a number
    }
    for name, every in {
        "deliver_due_mail": timedelta(seconds=1),  # signing and confirming wake no worker
        "fold_tallies": timedelta(seconds=3),
        "run_due_batches": timedelta(seconds=2),
        "check_due_imports": timedelta(seconds=2),
        "freeze_launch_lists": timedelta(seconds=5),
        "make_due_letters": timedelta(seconds=15),
        "ask_about_wordings": timedelta(seconds=10),
        "send_updates": timedelta(seconds=5),
        "tell_of_closing": timedelta(seconds=30),
        "draw_audits": timedelta(seconds=15),
        "revoke_due_codes": timedelta(seconds=10),
        "work_on_rosters": timedelta(seconds=3),
        "write_erasures": timedelta(seconds=10),
        "remind_due": timedelta(minutes=10),
        "send_digests": timedelta(minutes=1),
        "tell_of_milestones": timedelta(minutes=1),
        "call_webhooks": timedelta(seconds=5),
        "check_linked_sites": timedelta(seconds=30),
        "erase_expired": timedelta(hours=1),
        "check_guild_domains": timedelta(hours=24),
        "count_guild_addresses": timedelta(minutes=1),
    }.items()
}
CELERY_BEAT_SCHEDULE["check_tallies"] = {
    "task": "signatures.tasks.check_tallies",
    "schedule": crontab(hour=3, minute=20),  # UTC
    "options": {"expires": 12 * 60 * 60},  # seconds
}

# --- People who sign in: organizers and officers. Signatories have no account -------------

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
ACCOUNT_ADAPTER = "letter_site.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "letter_site.accounts.forms.ResetPasswordForm"}
# Like allauth's own, but it stores no e-mail address besides the one of the account.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a path
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # organizers create organizers; no one signs up
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Not by an e-mailed code: someone who reads the mailbox could then change the second factor.
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; an e-mail may be slow to arrive
MFA_ADAPTER = "letter_site.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
# Verification would stop people from signing up with someone else's address. No one can sign up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_ADAPTER = "letter_site.accounts.adapters.UserSessionsAdapter"
# Members sign in at their guild but get no account here; see signatures/views/members/sign_in.
SOCIALACCOUNT_ADAPTER = "letter_site.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Headers and forms ------------------------------------------------------------------

SECURE_REDIRECT_EXEMPT = [r"^healthz/", r"^metrics$"]
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
# Public forms are short. An editor's form may hold a letter of 100,000 characters, each of
# which takes up to nine bytes when sent.
STRANGERS_FORM_BYTES = 100_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# --- Logs -------------------------------------------------------------------------------

LOGGING_CONFIG = "letter_site.log_masking.configure"  # masks secrets and addresses in every record
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {  # one of them is chosen by LOG_FORMAT
        "line": {"format": "{asctime} {levelname} {name} {request_id} {message}", "style": "{"},
        "json": {"()": "letter_site.log_masking.JsonLines"},
    },
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
