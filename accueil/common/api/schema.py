"""What the OpenAPI document says of every operation alike."""

from drf_spectacular.openapi import AutoSchema

from accueil.common.api.pagination import COUNTS

GEOJSON = "application/geo+json"
REFUSALS = {
    "400": "Paramètre inconnu, répété à tort ou illisible : « errors » les nomme.",
    "404": "Rien à cette adresse, ou page ou format qui n’existe pas.",
    "406": "Aucun format de l’en-tête « Accept » n’existe ici.",
    "429": "Trop de requêtes : « Retry-After » donne l’attente, en secondes.",
}
MOVED = {"territoire": "Ancien code : « Location » donne l’adresse actuelle."}
ERROR = {
    "type": "object",
    "description": "Refus, en français.",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string", "description": "Ce qui ne va pas."},
        "errors": {
            "type": "object",
            "description": "Par paramètre, ce qui ne va pas.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
HEADERS = {
    "ETag": {
        "description": "À renvoyer dans « If-None-Match » : 304 si rien n’a changé.",
        "schema": {"type": "string"},
    }
}


class FrenchSchema(AutoSchema):
    def get_paginated_name(self, serializer_name: str) -> str:
        return f"Page{serializer_name}"


def finish(result: dict, generator, request, public) -> dict:
    """SPECTACULAR_SETTINGS' POSTPROCESSING_HOOKS: refusals, GeoJSON, bare enums."""
    components = result["components"]["schemas"]
    for schema in components.values():
        schema.pop("description", None)  # the class's docstring, meant for developers
    components["Refus"] = ERROR
    for path in result["paths"].values():
        operation = path["get"]
        _describe_maps(operation["responses"]["200"], components)
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "format":
                parameter["description"] = "Format ; l’emporte sur « Accept »."
                parameter["example"] = "geojson"
        operation["responses"]["304"] = {"description": "Rien n’a changé."}
        if operation["operationId"] in MOVED:
            operation["responses"]["301"] = {
                "description": MOVED[operation["operationId"]]
            }
        for status, text in REFUSALS.items():
            operation["responses"][status] = _refusal(text)
    _drop_marks(result)
    return result


def _refusal(text: str) -> dict:
    schema = {"$ref": "#/components/schemas/Refus"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _describe_maps(response: dict, components: dict) -> None:
    """Say what GeoJSON holds: the rows of the JSON answer, as features."""
    response["headers"] = HEADERS
    if GEOJSON not in response.get("content", {}):
        return
    schema = response["content"]["application/json"]["schema"]
    name = schema["$ref"].rpartition("/")[2]
    page = components[name]["properties"].get("donnees")
    row = page["items"] if page else schema
    response["content"][GEOJSON]["schema"] = _collection(row) if page else _feature(row)


def _feature(row: dict) -> dict:
    return {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "geometry": {"type": "object", "nullable": True},
            "properties": row,
        },
    }


def _collection(row: dict) -> dict:
    return {
        "type": "object",
        "required": ["type", "features", *COUNTS],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            **COUNTS,
            "features": {"type": "array", "items": _feature(row)},
        },
    }


def _drop_marks(node) -> None:
    """Remove the generator's own marks, meant for a step that we do without."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
        for child in node.values():
            _drop_marks(child)
    elif isinstance(node, list):
        for child in node:
            _drop_marks(child)
