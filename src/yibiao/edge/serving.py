"""What a process of the server runs: the site, its estate opened at once, and one thread for long work.

Where the mirror is a process of its own (`attendants`), so is the worker, and there is no such thread.
In: YIBIAO_HOME. Out: `application`. Refuses: a home without its keys.
"""

from __future__ import annotations

import os
from threading import Event, Thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.site.settings")

import django  # noqa: E402 the settings must be named first

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402

from yibiao.edge.attendants import ADDRESS, end_with_parent  # noqa: E402
from yibiao.edge.estate import estate  # noqa: E402
from yibiao.edge.worker.loop import run  # noqa: E402

application = get_wsgi_application()
stop = Event()
end_with_parent()
estate()
if ADDRESS not in os.environ:
    Thread(target=run, args=(estate, stop), name="worker", daemon=True).start()
