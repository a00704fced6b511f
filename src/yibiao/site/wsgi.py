"""The WSGI application that granian serves. In: YIBIAO_HOME and the settings. Out: `application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.site.settings")
application = get_wsgi_application()
