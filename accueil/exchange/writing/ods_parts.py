"""The parts of an ods file that no row changes."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
        "config": "config",
    }.items()
) + (' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"')
MANIFEST = (
    f'{XML}<manifest:manifest manifest:version="1.3" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{part}.xml" '
        'manifest:media-type="text/xml"/>'
        for part in ("content", "styles", "meta", "settings")
    )
    + "</manifest:manifest>"
)
STYLES = f"{XML}<office:document-styles {SPACES}/>"
DAY = (
    '<number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/>'
)
CLOCK = (
    "<number:text> </number:text>"
    '<number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/>'
)
CELL = '<style:style style:family="table-cell" style:name='
START = (
    f"{XML}<office:document-content {SPACES}><office:automatic-styles>"
    f'<number:date-style style:name="day">{DAY}</number:date-style>'
    f'<number:date-style style:name="clock">{DAY}{CLOCK}</number:date-style>'
    '<number:number-style style:name="grouped"><number:number '
    'number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>'
    "</number:number-style>"
    f'{CELL}"header"><style:table-cell-properties fo:background-color="#1f3a5f" '
    'fo:wrap-option="wrap"/><style:text-properties fo:font-weight="bold" '
    'fo:color="#ffffff"/></style:style>'
    f'{CELL}"date" style:data-style-name="day"/>'
    f'{CELL}"instant" style:data-style-name="clock"/>'
    f'{CELL}"money" style:data-style-name="grouped"/>'
    "{widths}</office:automatic-styles><office:body><office:spreadsheet>"
)
END = (
    "<table:database-ranges>{ranges}</table:database-ranges>"
    "</office:spreadsheet></office:body></office:document-content>"
)


def meta(title: str) -> str:
    return (
        f"{XML}<office:document-meta {SPACES}><office:meta>"
        f"<dc:title>{escape(title)}</dc:title></office:meta></office:document-meta>"
    )


def settings(sheets: Sequence[str]) -> str:
    """The first line of these sheets stays on the screen."""
    frozen = "".join(
        f"<config:config-item-map-entry config:name={_quoted(name)}>"
        + "".join(
            f'<config:config-item config:name="{item}" config:type="{kind}">{value}'
            "</config:config-item>"
            for item, kind, value in (
                ("VerticalSplitMode", "short", 2),
                ("VerticalSplitPosition", "int", 1),
                ("ActiveSplitRange", "short", 2),
                ("PositionBottom", "int", 1),
            )
        )
        + "</config:config-item-map-entry>"
        for name in sheets
    )
    return (
        f"{XML}<office:document-settings {SPACES}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views">'
        "<config:config-item-map-entry>"
        '<config:config-item config:name="ViewId" config:type="string">view1'
        "</config:config-item>"
        f'<config:config-item-map-named config:name="Tables">{frozen}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'
