"""Entry point of gunicorn: `gunicorn timeline.wsgi`.

Raises ImproperlyConfigured, so that the process does not start, while SECRET_KEY or DATABASE_URL is missing.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")
application = get_wsgi_application()
settings.SECRET_KEY  # noqa: B018  # to read it is to check it
connection.get_connection_params()
