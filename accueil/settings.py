"""The only settings. Production by default; the environment decides the rest."""

from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from accueil import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where it runs -----------------------------------------------------------
DEBUG = env.flag("ACCUEIL_DEBUG")
# Demonstration: plain HTTP, mails to files, no second factor, a banner.
DEMO = env.flag("ACCUEIL_DEMO")
SECRET_KEY = env.text("ACCUEIL_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("ACCUEIL_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ACCUEIL_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("ACCUEIL_TRUSTED_ORIGINS")
# Number of proxies in front that append to X-Forwarded-For; 0: the header is ignored.
TRUSTED_PROXY_COUNT = env.integer("ACCUEIL_TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Whose it is -------------------------------------------------------------
REGION = env.text("ACCUEIL_REGION", "24")  # official (Insee) code
SITE_NAME = env.text("ACCUEIL_SITE_NAME", "Accueil")
OPERATOR = env.text("ACCUEIL_OPERATOR", "")  # empty: the Region's name in the base
THEME_DIR = env.text("ACCUEIL_THEME_DIR", "")  # folder with theme/logo.svg, colors.css
LEGAL = {
    "publisher": env.text("ACCUEIL_PUBLISHER", ""),
    "publisher_address": env.text("ACCUEIL_PUBLISHER_ADDRESS", ""),
    "publisher_phone": env.text("ACCUEIL_PUBLISHER_PHONE", ""),
    "director": env.text("ACCUEIL_PUBLICATION_DIRECTOR", ""),
    "host": env.text("ACCUEIL_HOST_NAME", ""),
    "host_address": env.text("ACCUEIL_HOST_ADDRESS", ""),
    "host_phone": env.text("ACCUEIL_HOST_PHONE", ""),
    "dpo_email": env.text("ACCUEIL_DPO_EMAIL", ""),
    "contact_email": env.text("ACCUEIL_CONTACT_EMAIL", ""),
    "security_email": env.text("ACCUEIL_SECURITY_EMAIL", ""),
    # non, partiellement or totalement: the mention the law wants on every page.
    "accessibility": env.text("ACCUEIL_ACCESSIBILITY", "non"),
    "accessibility_audit": env.text("ACCUEIL_ACCESSIBILITY_AUDIT", ""),
}

# --- Applications ------------------------------------------------------------
INSTALLED_APPS = [
    "accueil.admin_site.AccueilAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "heroicons",
    "leaflet",
    "rest_framework",
    "drf_spectacular",
    "simple_history",
    "accueil.common",
    "accueil.reference",
    "accueil.accounts",
    "accueil.exchange",
    "accueil.bench",  # its command, ./dev bench
    "initiatives",
    "benchmarking",
    "ctai",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "accueil.middleware.PrivacyHeaders",
    "accueil.middleware.DatabaseDown",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accueil.accounts.middleware.StaffSecondFactor",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "accueil.urls"
WSGI_APPLICATION = "accueil.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accueil.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database ----------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL"),
        engine="django.contrib.gis.db.backends.postgis",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
STATEMENT_TIMEOUT = env.text("ACCUEIL_STATEMENT_TIMEOUT", "0")
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout=5s"
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if gdal := env.wheel_library("pyogrio", "libgdal*"):
    GDAL_LIBRARY_PATH = gdal
if geos := env.wheel_library("shapely", "libgeos_c*"):
    GEOS_LIBRARY_PATH = geos

REDIS_URL = env.text("ACCUEIL_REDIS_URL", "")
CACHES = {
    "default": {
        # The database's own table: shared by every worker, nothing more to run.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        # By default 300: that many visitors of the API in a minute would push out the
        # failed sign-ins that it counts. Expired ones leave first.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
    if not REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
}

# --- Accounts ----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accueil.accounts.backends.TimeLimitedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accueil.accounts.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are created by an administrator
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # never writes to somebody who has none
ACCOUNT_RATE_LIMITS = {"login_failed": "20/h/ip,5/15m/key"}
MFA_TOTP_ISSUER = SITE_NAME
# Accounts come from an administrator, who knows the address: nobody verifies it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_SECOND_FACTOR = env.flag("ACCUEIL_STAFF_SECOND_FACTOR", default=not DEMO)

# --- French ------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Files -------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("ACCUEIL_STATIC_ROOT", str(BASE_DIR / ".local/static")))
STATICFILES_DIRS = [*([THEME_DIR] if THEME_DIR else []), BASE_DIR / "static"]
COMPRESS_STATIC = env.flag("ACCUEIL_COMPRESS_STATIC")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "accueil.common.storage.CompressedHashedStorage"
        if COMPRESS_STATIC
        else "accueil.common.storage.HashedStorage"
    },
}
# Never served as a folder: a view checks who may see each file.
MEDIA_ROOT = Path(env.text("ACCUEIL_MEDIA_ROOT", str(BASE_DIR / ".local/media")))
MEDIA_URL = "/fichiers/"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Mail --------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("ACCUEIL_FROM_EMAIL", "accueil@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env.text("ACCUEIL_EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("ACCUEIL_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("ACCUEIL_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("ACCUEIL_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("ACCUEIL_EMAIL_TLS")
EMAIL_TIMEOUT = 5  # seconds
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = BASE_DIR / ".local/mails"

# --- Map and addresses -------------------------------------------------------
IGN_PLAN = {
    "name": "Plan IGN",
    "url": (
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
        "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&TILEMATRIXSET=PM"
        "&FORMAT=image/png&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    ),
    "attribution": "© IGN – Géoplateforme",
    "max_zoom": 19,
}
MAP_TILES = env.json_list("ACCUEIL_MAP_TILES", [IGN_PLAN])
GEOCODER_URL = env.text("ACCUEIL_GEOCODER_URL", "https://data.geopf.fr/geocodage")
GEOCODER_TIMEOUT = 3  # seconds
LEAFLET_CONFIG = {
    "TILES": [
        (
            tiles["name"],
            tiles["url"],
            {"attribution": tiles["attribution"], "maxZoom": tiles["max_zoom"]},
        )
        for tiles in MAP_TILES
    ],
    "DEFAULT_CENTER": (47.0, 1.7),
    "DEFAULT_ZOOM": 7,
    "MIN_ZOOM": 3,
    "MAX_ZOOM": 19,
    "RESET_VIEW": False,
    "SCALE": "metric",
    "ATTRIBUTION_PREFIX": "",
    "FORCE_IMAGE_PATH": True,
    "NO_GLOBALS": True,
}

# --- Protection --------------------------------------------------------------
TILE_HOSTS = sorted(
    {"/".join(tiles["url"].split("/")[:3]).replace("{s}", "*") for tiles in MAP_TILES}
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],  # the nonce appears only where a page asks for it
        "style-src": [SELF],
        "img-src": [SELF, "data:", *TILE_HOSTS],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# Tile servers want an origin.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 8 * 3600  # seconds: a working day
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accueil.views.system.csrf_failure"
if not (DEMO or DEBUG):
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # the health check speaks plain HTTP
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- API ---------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "accueil.common.api.renderers.Negotiation",
    # Public data only: a session never changes an answer.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": ["accueil.common.api.throttling.PerAddress"],
    "DEFAULT_THROTTLE_RATES": {"anon": env.rate("ACCUEIL_API_RATE", "60/min")},
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "accueil.common.api.errors.answer",
    "DEFAULT_SCHEMA_CLASS": "accueil.common.api.schema.FrenchSchema",
    "URL_FORMAT_OVERRIDE": "format",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"API {SITE_NAME}",
    "DESCRIPTION": (
        "Initiatives publiées d’accueil et d’intégration des personnes en exil, "
        "acteurs, territoires et vocabulaires. En lecture seule et sans clé. "
        "Documentation en français : /api/."
    ),
    "VERSION": "1.0.0",  # raise it with any change of the answers: docs/api.md
    "LICENSE": {
        "name": "Licence Ouverte 2.0",
        "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": ["accueil.common.api.schema.finish"],
}

# --- Log ---------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
