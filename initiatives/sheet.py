"""What the sheet of one initiative shows beside its own fields."""

import json

from django.db.models import Count, Prefetch, Q
from django.utils.safestring import SafeString, mark_safe

from accueil.reference.models import Contact
from initiatives import map_data
from initiatives.models import Funding, Initiative, Participation

SIMILAR = 4
# Sequences that would end or open something inside a <script> data block.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def for_sheet(initiatives):
    """Rows with all that a sheet shows, unpublished actors left out.

    ``public_contacts`` lists who agreed to be published. Nineteen queries at most.
    """
    return initiatives.select_related(
        "lead", "commune", "commune__department", "commune__region", "verified_by"
    ).prefetch_related(
        "themes__parent",
        "audiences",
        "competences",
        "schemes",
        "goals",
        "territories",
        Prefetch(
            "participations",
            Participation.objects.filter(
                organisation__is_published=True
            ).select_related("organisation"),
        ),
        Prefetch(
            "fundings",
            Funding.objects.filter(funder__is_published=True).select_related("funder"),
        ),
        "results",
        "obstacles__kind",
        "obstacles__competence",
        "levers__kind",
        "levers__competence",
        "documents",
        Prefetch(
            "contacts",
            Contact.objects.public().select_related("organisation"),
            to_attr="public_contacts",
        ),
    )


def similar(initiative: Initiative):
    """Published ones that share most themes, audiences and department. One query."""
    themes = [theme.pk for theme in initiative.themes.all()]
    audiences = [audience.pk for audience in initiative.audiences.all()]
    department = initiative.commune.department_id if initiative.commune else None
    return (
        Initiative.objects.published()
        .exclude(pk=initiative.pk)
        .filter(Q(themes__in=themes) | Q(audiences__in=audiences))
        .annotate(
            likeness=Count("themes", filter=Q(themes__in=themes), distinct=True) * 2
            + Count("audiences", filter=Q(audiences__in=audiences), distinct=True),
            nearness=Count(
                "commune", filter=Q(commune__department=department), distinct=True
            ),
        )
        .select_related("lead", "commune")
        .defer("internal_note", "location", "search", "norm")
        .order_by("-likeness", "-nearness", "title")[:SIMILAR]
    )


def json_ld(initiative: Initiative, url: str) -> SafeString:
    """schema.org description, safe inside a <script type="application/ld+json">."""
    data = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": initiative.title,
        "description": initiative.summary,
        "url": url,
        "dateModified": initiative.updated_at.date().isoformat(),
    }
    if lead := initiative.public_lead:
        data["provider"] = {"@type": "Organization", "name": lead.name}
    if audiences := [audience.name for audience in initiative.audiences.all()]:
        data["audience"] = [
            {"@type": "Audience", "audienceType": name} for name in audiences
        ]
    places = [territory.name for territory in initiative.territories.all()]
    if initiative.commune:
        places.insert(0, initiative.commune.name)
    if places:
        data["areaServed"] = places
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 escaped for a data block


def sheet_map(initiative: Initiative) -> dict | None:
    """Map context of the sheet: its public point, else its first territory."""
    territories = list(initiative.territories.all())
    point = initiative.public_location
    outlined = next(iter(territories), None)
    if point and initiative.commune and initiative.commune.kind == "commune":
        outlined = initiative.commune
    if not point and not outlined:
        return None
    return map_data.context(
        point=[round(point.x, 5), round(point.y, 5)] if point else None,
        precision=initiative.precision,
        label=initiative.title,
        outline_url=outlined and f"{outlined.get_absolute_url()}contour.json",
    )
