# Debian 12, the system the project is tested on. GDAL and GEOS come from wheels.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS build
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
RUN pip install --no-cache-dir uv==0.13.8
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
COPY . .
# The settings refuse to start without these three; nothing of them stays.
RUN ACCUEIL_SECRET_KEY=build-only ACCUEIL_ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgis://localhost/none \
    ACCUEIL_COMPRESS_STATIC=1 ACCUEIL_STATIC_ROOT=/srv/static \
    .venv/bin/python manage.py collectstatic --noinput

FROM base
ENV PATH=/app/.venv/bin:$PATH \
    ACCUEIL_COMPRESS_STATIC=1 ACCUEIL_STATIC_ROOT=/srv/static \
    ACCUEIL_MEDIA_ROOT=/srv/media
RUN useradd --system --uid 10001 --no-create-home accueil \
 && install -d -o accueil -m 0750 /srv/media
COPY --from=build /app /app
COPY --from=build /srv/static /srv/static
USER accueil
VOLUME /srv/media
EXPOSE 8000
# The first allowed host: the health page answers to the site's own names only.
HEALTHCHECK --interval=30s --timeout=6s --start-period=40s CMD ["python", "-c", "\
import os, urllib.request as u; \
host = os.environ['ACCUEIL_ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.'); \
url = 'http://127.0.0.1:8000/sante/'; \
u.urlopen(u.Request(url, headers={'Host': host}), timeout=5)"]
# Persistent database connections make threads worth more than processes.
CMD ["sh", "-c", "exec gunicorn accueil.wsgi:application \
  --bind 0.0.0.0:8000 --worker-class gthread \
  --workers ${WEB_CONCURRENCY:-$((2 * $(nproc)))} --threads 4 \
  --max-requests 2000 --max-requests-jitter 200 --timeout 60 \
  --no-control-socket --worker-tmp-dir /dev/shm"]
