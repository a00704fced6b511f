"""Django settings, the least that tests need until the work rooms bring theirs."""

SECRET_KEY = "not-a-secret-tests-only"  # noqa: S105
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS: list[str] = []
USE_TZ = True
