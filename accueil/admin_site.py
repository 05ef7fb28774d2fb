"""The administration: Django's, in our name."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class AccueilAdminConfig(AdminConfig):
    default_site = "accueil.admin_site.AccueilAdminSite"


class AccueilAdminSite(admin.AdminSite):
    site_header = "Accueil – administration"
    site_title = "Accueil"
    index_title = "Tableau de bord"
    enable_nav_sidebar = True
