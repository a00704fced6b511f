"""The ASGI application for a server of production. In: YIBIAO_HOME and the settings. Out: `application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.site.settings")
application = get_asgi_application()
