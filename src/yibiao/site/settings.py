"""Django's settings. In: YIBIAO_HOME (the home folder), YIBIAO_DATABASE_URL (PostgreSQL), YIBIAO_DEBUG. Out: settings.

Importing this module makes no file: a new home's key is made when the first connection opens.
Refuses (`ValueError`): a database address that is not PostgreSQL's.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yibiao.base.problems import ProblemError
from yibiao.base.vault import make_vault, open_vault

HOME = Path(os.environ.get("YIBIAO_HOME") or Path.home() / ".local" / "share" / "yibiao")


def _page_key(database: str) -> bytes:
    """The key of the database pages; a new database makes the home's key file, an existing one must have it."""
    path = Path(database)
    vault = open_vault(path.parent) if path.exists() and path.stat().st_size else make_vault(path.parent)
    return vault.subkey("database pages")


def sqlite(home: Path) -> dict[str, Any]:
    """The embedded default: one encrypted file in the home."""
    name = str(home / "ledger.db")
    return {
        "ENGINE": "yibiao.site.sqlcipher",
        "NAME": name,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "key": _page_key},
        "TEST": {"NAME": str(home / "test" / "ledger.db")},
    }


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL from postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"YIBIAO_DATABASE_URL: {parts.scheme}: only postgresql:// is known")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
        "CONN_HEALTH_CHECKS": True,
    }


def _secret() -> str:
    """Signs sessions: from the home's key where there is one, else good for this process only."""
    try:
        return open_vault(HOME).subkey("django sessions").hex()
    except ProblemError:  # a home that is not made yet has no sessions to keep
        return os.urandom(32).hex()


_URL = os.environ.get("YIBIAO_DATABASE_URL", "")
DATABASES = {"default": postgresql(_URL) if _URL else sqlite(HOME)}

SECRET_KEY = _secret()
DEBUG = os.environ.get("YIBIAO_DEBUG") == "1"
ALLOWED_HOSTS = [host for host in os.environ.get("YIBIAO_HOSTS", "127.0.0.1,localhost").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "yibiao.site.operators.OperatorsConfig",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.idp.oidc",
    "yibiao.work.journal",
    "yibiao.work.jobs",
    "yibiao.work.files",
    "yibiao.work.settings",
    "yibiao.work.signon",
    "yibiao.work.supplements",
    "yibiao.work.directory",
    "yibiao.work.ledgers",
    "yibiao.work.forms",
    "yibiao.work.piles",
    "yibiao.work.admissions",
    "yibiao.work.filings",
    "yibiao.work.returns",
    "yibiao.work.feeds",
    "yibiao.work.health",
    "yibiao.work.watches",
    "yibiao.work.corrections",
]
AUTH_USER_MODEL = "directory.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "yibiao.edge.http.metrics.Measured",
    "yibiao.edge.http.urgency.Classed",
    "yibiao.site.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yibiao.edge.http.duties.Duties",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
"""Pages that the server writes: the operator's and those of single sign-on. Everything else is the one page."""

ROOT_URLCONF = "yibiao.site.urls"
PAGES = Path(__file__).parent / "pages"
"""The built pages (`make pages`); missing where nobody has built them yet: then only the API answers."""
WHITENOISE_ROOT = PAGES if PAGES.is_dir() else None
WHITENOISE_INDEX_FILE = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8}\.\w+$"
"""Files whose name carries a hash of their content are kept for good; sw.js and the icons are asked for anew."""
WHITENOISE_MAX_AGE = 0
WHITENOISE_USE_FINDERS = True
"""Styles and scripts of the operator's pages come out of Django itself; nothing is copied together first."""
STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "static"]

LOGIN_URL = "/sign-in"
SOCIALACCOUNT_ADAPTER = "yibiao.edge.sso.entering.Entering"
SOCIALACCOUNT_LOGIN_ON_GET = True
"""A link is enough to be sent to the city's provider; state, nonce and PKCE bind the answer to this browser."""
IDP_OIDC_ADAPTER = "yibiao.edge.sso.lending.Lending"
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 60
IDP_OIDC_USERINFO_ENDPOINT = "none"
"""All that is said stands in the id token; tokens open nothing here and are over after a minute."""

TLS = os.environ.get("YIBIAO_TLS") == "1"
if os.environ.get("YIBIAO_PROXY") == "1":  # a proxy in front does HTTPS and says so; it must drop what others say
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 3600 if TLS else 0
"""An hour: a certificate of an intranet is renewed by hand, and nobody may be shut out for a year."""
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W005", "security.W021"]
"""Frames are forbidden by `site.headers`; sub-names of an intranet's name are not ours to bind, nobody preloads it."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yibiao.site.urls.refused"
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 40 * 2**20

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
