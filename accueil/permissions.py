"""The groups as data: what each kind of colleague may do. Loaded after migrations.

A permission is written "app.codename"; "app.model:vac" stands for view, add and
change of one model (and d for delete). See trust matrix in docs/roles.md.
"""

PARTNER = "Partenaire"
INTERN = "Stagiaire"
CURATOR = "Gestionnaire de l’inventaire"
CTAI_OFFICER = "Chargé·e de mission CTAI"
ELECTED_READER = "Élu·e lecteur"
MANAGER = "Responsable"
ADMINISTRATOR = "Administrateur"

VOCABULARIES = [
    "theme",
    "audience",
    "competence",
    "scheme",
    "network",
    "goal",
    "obstaclekind",
    "leverkind",
    "synonym",
]
READ_REFERENCE = ["reference.territory:v", *(f"reference.{v}:v" for v in VOCABULARIES)]
EDIT_REFERENCE = [
    "reference.territory:v",
    *(f"reference.{v}:vac" for v in VOCABULARIES),
    "reference.organisation:vac",
    "reference.membership:vacd",
    "reference.contact:vacd",
    "reference.view_private_organisation",
    "reference.publish_organisation",
]
READ_INITIATIVES = [
    "initiatives.initiative:v",
    "initiatives.view_private_initiative",
    "reference.organisation:v",
    "reference.view_private_organisation",
]
EDIT_INITIATIVES = [
    "initiatives.initiative:vac",
    "initiatives.participation:vacd",
    "initiatives.funding:vacd",
    "initiatives.result:vacd",
    "initiatives.obstacle:vacd",
    "initiatives.lever:vacd",
    "initiatives.document:vacd",
    "initiatives.view_private_initiative",
    "initiatives.publish_initiative",
    "initiatives.import_initiative",
    "initiatives.export_private_initiative",
]
ACCOUNTS = ["accounts.user:vac", "auth.group:v"]

GROUPS: dict[str, list[str]] = {
    PARTNER: [],  # its own organisation's sheets, through visible_to()
    INTERN: READ_REFERENCE,
    CURATOR: [*EDIT_REFERENCE, *EDIT_INITIATIVES],
    CTAI_OFFICER: [*READ_REFERENCE, *READ_INITIATIVES],
    ELECTED_READER: [],
    MANAGER: [
        *EDIT_REFERENCE,
        *(f"reference.{v}:d" for v in VOCABULARIES),
        "reference.organisation:d",
        *EDIT_INITIATIVES,
        "initiatives.initiative:d",
    ],
    ADMINISTRATOR: [
        *EDIT_REFERENCE,
        *(f"reference.{v}:d" for v in VOCABULARIES),
        "reference.organisation:d",
        "reference.territory:ac",
        *EDIT_INITIATIVES,
        "initiatives.initiative:d",
        *ACCOUNTS,
    ],
}
ACTIONS = {"v": "view", "a": "add", "c": "change", "d": "delete"}


def expand(shorthand: str) -> list[str]:
    """Full permission names ("app.codename") that ``shorthand`` stands for."""
    if ":" not in shorthand:
        return [shorthand]
    model, letters = shorthand.split(":")
    app, name = model.split(".")
    return [f"{app}.{ACTIONS[letter]}_{name}" for letter in letters]
