"""A sheet reads in one order, on a phone and aloud; wide screens put asides beside."""

PARTS = [
    ".sheet-summary",
    "#titre-bref",
    "#titre-lieu",
    "#titre-source",
    "[data-print]",
]
BOXES = """(selectors) => [...document.querySelectorAll(selectors)].map((part) => {
    const { top, bottom, left } = part.getBoundingClientRect();
    return { top, bottom, left, is: selectors.split(",").find((s) => part.matches(s)) };
})"""


def boxes(page, selectors: list[str]) -> list[dict]:
    """Where each part stands, in the order of the document."""
    page.wait_for_selector("[data-print]")
    return page.evaluate(BOXES, ",".join(selectors))


def test_a_phone_shows_brief_and_place_right_after_the_summary(phone):
    page = phone.go("/initiatives/cours-publics/")

    read = boxes(page, PARTS)

    assert [part["is"] for part in read] == PARTS
    assert sorted(read, key=lambda part: part["top"]) == read


def test_a_wide_screen_puts_them_beside_and_leaves_no_hole(visit):
    page = visit.go("/initiatives/cours-publics/")

    columns = [".sheet-summary", ".sheet-brief", ".sheet-main", ".sheet-tools"]
    summary, brief, main, tools = boxes(page, columns)

    assert summary["left"] == main["left"] < brief["left"] == tools["left"]
    assert summary["top"] == brief["top"]
    assert 0 < main["top"] - summary["bottom"] < 32
    assert 0 < tools["top"] - brief["bottom"] < 32
