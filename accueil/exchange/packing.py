"""Values of cells kept as JSON, and given back exactly as they were."""

from datetime import date, datetime
from decimal import Decimal

from accueil.exchange.cells import Value

Json = str | int | bool | dict | None
UNPACK = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "list": tuple,
}


def pack(value: Value) -> Json:
    """What JSON cannot tell apart says its type: {"decimal": "1.50"}."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"list": list(value)}


def unpack(stored: Json) -> Value:
    if not isinstance(stored, dict):
        return stored
    (kind, inner), *_ = stored.items()
    return UNPACK[kind](inner)
