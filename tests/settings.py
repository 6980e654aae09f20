"""The project's settings with what differs in tests, and why."""

from timeline.settings import *  # noqa: F403

SECRET_KEY = "tests only: no session of theirs outlives them, nothing signed by it is worth anything"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DEBUG = False

# Pages are tested before their style sheets are collected; tests/test_static.py runs the real storage.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tests.finders.CollectedPlotlyFinder",
]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# The slow hash protects passwords that matter.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What one test was shown must not be shown to the next; tests/web/test_freshness.py uses the real cache.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
