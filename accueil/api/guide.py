"""The OpenAPI document turned into what the French page shows."""

from urllib.parse import urlencode

TAGS = {
    "initiatives": "Initiatives",
    "acteurs": "Acteurs",
    "territoires": "Territoires",
    "vocabulaires": "Vocabulaires",
}
TYPES = {
    "string": "texte",
    "integer": "entier",
    "double": "nombre",
    "boolean": "booléen",
    "date": "date",
    "date-time": "date et heure",
    "uri": "adresse",
}


def guide(document: dict) -> list[dict]:
    """Return one {"slug", "title", "operations", "fields"} per resource.

    An operation is {"path", "summary", "description", "parameters", "example"}; a
    parameter {"name", "description", "values", "repeats", "example"}; a field {"name",
    "type", "description", "values"}, from the resource's last operation: one row.
    """
    resources = []
    for tag, title in TAGS.items():
        found = [
            (path, methods["get"])
            for path, methods in document["paths"].items()
            if tag in methods["get"]["tags"]
        ]
        resources.append(
            {
                "slug": tag,
                "title": title,
                "operations": [_operation(*pair) for pair in found],
                "fields": _fields(found[-1][1], document["components"]["schemas"]),
            }
        )
    return resources


def _operation(path: str, operation: dict) -> dict:
    parameters = [
        _parameter(parameter)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]
    return {
        "path": path,
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": parameters,
        "example": _address(path, parameters),
    }


def _address(path: str, parameters: list[dict]) -> str:
    """An address that filters with the first example; "" for one row's path."""
    if "{" in path:
        return ""
    shown = {one["name"]: one["example"] for one in parameters[:1]}
    return f"{path}?{urlencode(shown)}" if shown else path


def _parameter(parameter: dict) -> dict:
    schema = parameter["schema"]
    repeats = schema["type"] == "array"
    example = parameter.get("example", "")
    return {
        "name": parameter["name"],
        "description": parameter["description"],
        "values": (schema["items"] if repeats else schema).get("enum", []),
        "repeats": repeats,
        "example": example[0] if repeats else example,
    }


def _fields(operation: dict, schemas: dict) -> list[dict]:
    content = operation["responses"]["200"]["content"]["application/json"]
    return [
        {
            "name": name,
            "type": _type(schema, schemas),
            "description": schema.get("description", "").partition("* `")[0].strip(),
            "values": [value for value in schema.get("enum", []) if value is not None],
        }
        for name, schema in _resolved(content["schema"], schemas)["properties"].items()
    ]


def _resolved(schema: dict, schemas: dict) -> dict:
    """The component that a reference names; the schema itself otherwise."""
    reference = schema.get("allOf", [schema])[0].get("$ref")
    return schemas[reference.rpartition("/")[2]] if reference else schema


def _type(schema: dict, schemas: dict) -> str:
    """« texte », « liste de { code, nom } »…"""
    found = _resolved(schema, schemas)
    if found["type"] == "array":
        return f"liste de {_type(found['items'], schemas)}"
    if found["type"] == "object":
        return f"{{ {', '.join(found['properties'])} }}"
    return TYPES[found.get("format") or found["type"]]
