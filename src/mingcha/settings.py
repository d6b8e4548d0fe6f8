# SPDX-License-Identifier: Apache-2.0
"""Every setting of the web application, read from the environment and refused loudly where it is wrong (architecture.md section 10).

Each variable is explained in docs/operations.md. Without any, the application keeps all it has under ``var/`` of the
current folder, in an SQLite database: enough for a demonstration and for tests.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PACKAGE: Final = Path(__file__).parent


def flag(name: str) -> bool:
    """A yes-or-no variable. Raises ImproperlyConfigured for anything but 0 and 1."""
    value = os.environ.get(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} 应为 0 或 1，现在是 {value!r}")
    return value == "1"


def number(name: str, usual: int, least: int) -> int:
    """A whole number. Raises ImproperlyConfigured for anything else, and below ``least``."""
    value = os.environ.get(name, str(usual))
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise ImproperlyConfigured(f"{name} 应为不小于 {least} 的整数，现在是 {value!r}")
    return int(value)


def one_of(name: str, usual: str, allowed: tuple[str, ...]) -> str:
    """One of a few words. Raises ImproperlyConfigured for any other."""
    value = os.environ.get(name, usual)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} 应为 {'、'.join(allowed)} 之一，现在是 {value!r}")
    return value


def networks(name: str, usual: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, separated by commas. Raises ImproperlyConfigured for what is none."""
    try:
        return [ip_network(part.strip()) for part in os.environ.get(name, usual).split(",") if part.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} 应为以逗号分隔的地址或网段：{error}") from error


def secret(path: Path) -> str:
    """The key that signs sessions: from the environment, or kept in a file that only this account can read."""
    if given := os.environ.get("MINGCHA_SECRET_KEY"):
        if len(given) < 50:
            raise ImproperlyConfigured("MINGCHA_SECRET_KEY 太短：至少 50 个字符")
        return given
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(os.urandom(48).hex())
    return path.read_text()


def database(url: str) -> dict[str, Any]:
    """The connection of a URL, with what each database needs to keep what it acknowledged."""
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if config["ENGINE"].endswith("sqlite3"):
        config["CONN_MAX_AGE"] = None
        config["OPTIONS"] = {
            # A plain BEGIN fails as "locked" where two writers meet; FULL because acknowledged means kept.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY",
        }
    elif config["ENGINE"].endswith("postgresql"):
        # Django turns preparing off. The engine asks for it by name: planning its statements takes ten times as long as
        # running them, and its plans do not depend on the values. Nothing else is prepared, whatever the threshold.
        config["OPTIONS"] = {
            "prepare_threshold": 2**31,
            "options": "-c plan_cache_mode=force_generic_plan",
        } | config.get("OPTIONS", {})
    else:
        raise ImproperlyConfigured(f"不支持的数据库：{config['ENGINE']}，请用 SQLite 或 PostgreSQL")
    return config


def oidc() -> dict[str, str]:
    """Another body's login service. Raises ImproperlyConfigured for half of it, or for one that anybody on the line could play."""
    found = {
        name: os.environ.get(f"MINGCHA_OIDC_{name.upper()}", "") for name in ("issuer", "client", "secret", "name")
    }
    if found["issuer"] and not (found["client"] and found["secret"]):
        raise ImproperlyConfigured("MINGCHA_OIDC_ISSUER 需要同时设置 MINGCHA_OIDC_CLIENT 和 MINGCHA_OIDC_SECRET")
    if found["issuer"] and not found["issuer"].startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ImproperlyConfigured("MINGCHA_OIDC_ISSUER 应为 https 地址")
    return found


def kept_secret(name: str) -> str:
    """A secret, or from the file that ``<name>_FILE`` names: such as a service manager lays out. Raises ImproperlyConfigured."""
    place = os.environ.get(f"{name}_FILE", "")
    try:
        return Path(place).read_text("utf-8").strip() if place else os.environ.get(name, "")
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE 不能读取：{error}") from error


def sms() -> dict[str, str]:
    """The gateway for short messages. Raises ImproperlyConfigured without a secret, or for a line that anybody could read."""
    found = {"url": os.environ.get("MINGCHA_SMS_URL", ""), "secret": kept_secret("MINGCHA_SMS_SECRET")}
    if found["url"] and len(found["secret"]) < 32:
        raise ImproperlyConfigured("MINGCHA_SMS_URL 需要同时设置 MINGCHA_SMS_SECRET，至少 32 个字符")
    if found["url"] and not found["url"].startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ImproperlyConfigured("MINGCHA_SMS_URL 应为 https 地址")
    return found


def public_url() -> str:
    """How people reach the site, for links in what leaves it. Raises ImproperlyConfigured for what is no address."""
    url = os.environ.get("MINGCHA_URL", "").rstrip("/")
    if url and not url.startswith(("https://", "http://")):
        raise ImproperlyConfigured("MINGCHA_URL 应以 https:// 或 http:// 开头")
    return url


HOME: Final = Path(os.environ.get("MINGCHA_HOME", "var")).resolve()
"""Where files, keys and, by default, the database are kept."""
DEMO: Final = flag("MINGCHA_DEMO")
DEBUG: Final = flag("MINGCHA_DEBUG")
SECRET_KEY = secret(HOME / "secret")
KEYS_FILE = Path(os.environ.get("MINGCHA_KEYS", HOME / "keys.json"))
HEADS: Final = os.environ.get("MINGCHA_HEADS", "")
"""A file or a folder in which another body keeps heads of the ledger (ledger/heads.py)."""
FILES_ROOT = HOME / "files"
EXPORTS_ROOT = HOME / "exports"
"""Files that people have taken out of lists; a week old, they are deleted."""
WORK_ROOT = HOME / "work"
"""Room for files in the making; whatever is in it may be deleted while nothing runs."""

ALLOWED_HOSTS = os.environ.get("MINGCHA_HOSTS", "127.0.0.1,localhost").split(",")
SECURE: Final = flag("MINGCHA_HTTPS")
TRUSTED_PROXIES: Final = number("MINGCHA_PROXIES", 0, 0)
"""How many proxies of ours stand before us: that many addresses at the end of X-Forwarded-For are believed."""
LOGIN_RATE: Final = number("MINGCHA_LOGIN_RATE", 60, 8)
"""How many logins one address may try a minute, in each process."""
PORTAL_RATE: Final = number("MINGCHA_PORTAL_RATE", 240, 8)
"""How many pages of the portal one address may open a minute, in each process."""

DATABASES = {"default": database(os.environ.get("MINGCHA_DATABASE", f"sqlite:///{HOME / 'mingcha.sqlite3'}"))}
OWNER_DATABASE: Final = os.environ.get("MINGCHA_OWNER_DATABASE", "")
"""On PostgreSQL: the URL of the role that owns the tables and migrates them. The application's own role cannot."""
APP_ROLE: Final = DATABASES["default"].get("USER", "")
if OWNER_DATABASE and flag("MINGCHA_AS_OWNER"):
    DATABASES = {"default": database(OWNER_DATABASE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mingcha.web",  # before allauth: its login page is ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "django_q",
    "django_vite",
    "oauth2_provider",
    "template_partials",
    "mingcha.ledger",
    "mingcha.files",
    "mingcha.organs",
    "mingcha.inbox",
    "mingcha.catalog",
    "mingcha.cases",
    "mingcha.oversight",
    "mingcha.analysis",
    "mingcha.records",
    "mingcha.disclosure",
    "mingcha.exchange",
    "mingcha.lists",
]
MIDDLEWARE = [
    "mingcha.web.observe.observe",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mingcha.web.middleware.headers",
    "mingcha.web.middleware.programs",
    "mingcha.web.floods.login_floods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "mingcha.web.middleware.limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingcha.organs.sessions.keep_session",
    "mingcha.organs.middleware.wear_post",
    "mingcha.exchange.token_door.wear_client",
    "mingcha.organs.middleware.first_things_first",
    "mingcha.organs.middleware.deny_by_default",
    "mingcha.web.middleware.refusals",
    "mingcha.web.read_only.read_only",
    "mingcha.organs.elevation.challenged",
    "mingcha.ledger.once.OnceMiddleware",
]
ROOT_URLCONF = "mingcha.urls"
WSGI_APPLICATION = "mingcha.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mingcha.nav.workbench",
            ],
        },
    }
]
SLOTS: Final = {
    "alarm": ("oversight/alarm_slot.html",),
    "draft": ("cases/backtest_slot.html",),
    "item": ("cases/moving_slot.html",),
    "points": ("oversight/points_slot.html",),
}
"""What a page shows of an app below its own: templates by the page's slot (architecture.md section 3)."""
FORM_RENDERER = "mingcha.web.widgets.Renderer"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DATETIME_FORMAT, DATE_FORMAT = "Y-m-d H:i", "Y-m-d"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "collected"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage"
    },  # uploads go to files.actions.store, nowhere else
    "staticfiles": {"BACKEND": "mingcha.web.storage.Assets"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8,12}\..+$"
DJANGO_VITE = {
    "default": {"manifest_path": PACKAGE / "web" / "static" / "dist" / "manifest.json", "static_url_prefix": "dist"}
}

AUTH_USER_MODEL = "organs.Person"
AUTHENTICATION_BACKENDS = ["mingcha.organs.login.Passwords"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [  # length and kinds of characters depend on whose it is: organs/passwords.py
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "mingcha.organs.login.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # nobody is asked for an address
ACCOUNT_FORMS = {"login": "mingcha.organs.login.LoginForm"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # organs.login counts before it hashes, in the database: memory would count once a process
MFA_ADAPTER = "mingcha.organs.login.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "明察"
LOGIN_URL, LOGIN_REDIRECT_URL = "/account/login/", "/"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL

OIDC: Final = oidc()
"""Another body's login service (OpenID Connect); none without an issuer (organs/oidc.py)."""

OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "oauth2_provider.AccessToken"  # noqa: S105 - a model's name
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "oauth2_provider.DeviceGrant"
OAUTH2_PROVIDER_GRANT_MODEL = "oauth2_provider.Grant"
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "oauth2_provider.IDToken"  # noqa: S105
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "oauth2_provider.RefreshToken"  # noqa: S105
MIGRATION_MODULES = {"oauth2_provider": "mingcha.exchange.oauth2_migrations"}
OAUTH2_PROVIDER = {  # for other systems: exchange/tokens.py says who they are and what they may
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",  # client credentials, and no other grant
    "SCOPES_BACKEND_CLASS": "mingcha.exchange.tokens.Rights",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3_600,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # only the hash of a token is kept
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
}
API_RATE: Final = number("MINGCHA_API_RATE", 600, 1)
"""Requests a minute that each process grants a person or a system at the API; a tenth of it to an address of strangers."""

SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "mingcha.web.errors.csrf_failed"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD: Final = 200 * 1024 * 1024

JOB_SECONDS: Final = number("MINGCHA_JOB_SECONDS", 120, 4)
"""How long a job may take. One whose worker was killed is begun again a little later than that."""
Q_CLUSTER = {
    "name": "mingcha",
    "label": "Mingcha",
    "orm": "default",
    "workers": number("MINGCHA_WORKERS", 2, 1),
    "timeout": JOB_SECONDS,
    "retry": JOB_SECONDS * 5 // 4,  # longer than the timeout: a slice that still runs is never begun twice
    "max_attempts": 3,
    "ack_failures": False,
    "poll": 0.5,
    "save_limit": 250,  # jobs that were done; those that failed are all kept
    "catch_up": False,
}

PUBLIC_URL: Final = public_url()
"""Where links in e-mails and short messages begin; without it they tell the number alone."""
EMAIL_HOST_GIVEN: Final = os.environ.get("MINGCHA_SMTP_HOST", "")
EMAIL_HOST = EMAIL_HOST_GIVEN or "localhost"
EMAIL_PORT = number("MINGCHA_SMTP_PORT", 25, 1)
EMAIL_HOST_USER = os.environ.get("MINGCHA_SMTP_USER", "")
EMAIL_HOST_PASSWORD = kept_secret("MINGCHA_SMTP_PASSWORD")
_LINE: Final = one_of("MINGCHA_SMTP_TLS", "starttls", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _LINE == "starttls", _LINE == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("MINGCHA_SMTP_FROM", "mingcha@localhost")
SMS: Final = sms()
"""The gateway for short messages; none without an address (inbox/outward/channels.py)."""

METRICS_FROM: Final = networks("MINGCHA_METRICS_FROM", "127.0.0.0/8,::1")
"""From where the machines are watched: /metrics, and the reasons of /readyz."""
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"not_told": {"()": "mingcha.web.logs.NotTold"}},
    "formatters": {"line": {"()": "mingcha.web.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["not_told"]}},
    "root": {"handlers": ["stderr"], "level": one_of("MINGCHA_LOG", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR"))},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},  # its own handlers would write each line twice
        "django.request": {"level": "ERROR"},  # what was refused stands in the access line
        "django.db": {"level": "INFO"},  # statements hold what was typed
        "django-q": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []


DECLARED_VIEWS: Final = frozenset({"account_login"})
"""The views of packages that are let through by name; every view of ours carries its own rule."""
