"""Entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accueil.settings")
# A page that needs more than ten seconds is a fault: commands have no such limit.
os.environ.setdefault("ACCUEIL_STATEMENT_TIMEOUT", "10s")

application = get_wsgi_application()
