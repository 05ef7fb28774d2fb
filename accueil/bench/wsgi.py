"""The site with the pages of accueil.bench.pages beside its own."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.MIDDLEWARE = ["accueil.bench.pages.CountQueries", *settings.MIDDLEWARE]
settings.ROOT_URLCONF = "accueil.bench.pages"
application = get_wsgi_application()
