"""The map in Chromium: when the first markers are there, what a filter costs."""

import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

try:
    from playwright.sync_api import Browser, Page, sync_playwright
except ImportError:  # a production image has no browser to drive
    sync_playwright = None

from accueil.bench.report import Measure
from accueil.bench.server import HOST

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing from elsewhere, tiles included; catching requests here would slow them.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
]
MARKER = ".leaflet-marker-icon"
FILTER = ".facet[open] input[type=checkbox]:not(:checked):not(:disabled)"
NOTHING = "/mesures/carte-vide/"
PAGES = {"accueil": "/", "liste": "/initiatives/"}
ROUNDS = 7
PATIENCE = 10_000  # milliseconds for a filter to change the markers, if it does
VIEWPORT = {"width": 1280, "height": 800}
# Multiples of an empty Leaflet page until uMap 3.7 shows its markers, measured
# elsewhere on the same kind of machine; and how much sooner we want to be.
UMAP = {1_000: (7, 4), 10_000: (11, 7), 100_000: (47, 30)}

WATCH = f"""
window.firstMarkers = new Promise((resolve) => {{
  new MutationObserver((_, watcher) => {{
    if (!document.querySelector("{MARKER}")) return;
    watcher.disconnect();
    resolve(performance.now());
  }}).observe(document, {{ childList: true, subtree: true }});
}});
"""
# From the click to the last change of the markers, when nothing moves for a while.
REDRAW = """
([box, patience]) => new Promise((resolve) => {
  const pane = document.querySelector(".leaflet-marker-pane");
  let start, last;
  const watcher = new MutationObserver(() => { last = performance.now(); });
  watcher.observe(pane, { childList: true });
  const settle = () => {
    const quiet = performance.now() - (last ?? start);
    if (quiet < (last ? 300 : patience)) return setTimeout(settle, 50);
    watcher.disconnect();
    resolve(last === undefined ? null : last - start);
  };
  start = performance.now();
  box.click();
  settle();
})
"""


def available() -> bool:
    return bool(sync_playwright and _chromium())


def measures(port: int, size: int) -> list[Measure]:
    """M3, M4 and M6."""
    with _launched() as chromium:
        times = first_markers(chromium, port)
        redraw = filter_change(chromium, port)
        heap, page_nodes, map_nodes = weight(chromium, port, PAGES["liste"])
        empty_heap, *_ = weight(chromium, port, NOTHING)
    nothing = times.pop(NOTHING)
    limit = 1.2 if size <= 100_000 else None
    found = [
        Measure(
            "M3",
            f"1ers marqueurs, {name} ÷ Leaflet vide",
            size,
            ms / nothing,
            "",
            limit,
        )
        for name, ms in times.items()
    ]
    found.append(Measure("m3", "1ers marqueurs, Leaflet vide", size, nothing, " ms"))
    if size in UMAP:
        multiple, sooner = UMAP[size]
        ours = times["accueil"] / nothing
        found.append(
            Measure("M6", "accueil ÷ uMap", size, ours / multiple, "", 1 / sooner)
        )
    redraw_limit = {10_000: 40, 100_000: 100}.get(size)
    return [
        *found,
        Measure("M4", "filtre → nouveaux marqueurs", size, redraw, " ms", redraw_limit),
        Measure(
            "M4", "mémoire de plus que Leaflet vide", size, heap - empty_heap, " Mo", 1
        ),
        Measure("M4", "éléments de la carte", size, map_nodes, "", 1000),
        Measure("m4", "éléments de la page liste", size, page_nodes),
    ]


def first_markers(chromium: "Browser", port: int) -> dict[str, float]:
    """Median milliseconds from the navigation, by page; each with an empty cache."""
    paths = {NOTHING: NOTHING} | PAGES
    times: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name, path in paths.items():
            with _opened(chromium, port, path) as page:
                times[name].append(page.evaluate("window.firstMarkers"))
    return {name: statistics.median(each[1:]) for name, each in times.items()}


def filter_change(chromium: "Browser", port: int) -> float:
    """Median milliseconds from a ticked box to the new markers."""
    times = []
    with _opened(chromium, port, PAGES["liste"]) as page:
        page.wait_for_load_state("networkidle")
        for rank in range(ROUNDS):
            box = page.locator(FILTER).nth(rank).element_handle()
            spent = page.evaluate(REDRAW, [box, PATIENCE])
            if spent is not None:
                times.append(spent)
            page.evaluate(REDRAW, [box, PATIENCE])
    return statistics.median(times) if times else float("inf")


def weight(chromium: "Browser", port: int, path: str) -> tuple[float, int, int]:
    """Megabytes of JavaScript heap after a collection; elements of page and map."""
    with _opened(chromium, port, path) as page:
        page.wait_for_load_state("networkidle")
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        found = session.send("Performance.getMetrics")["metrics"]
        heap = next(each["value"] for each in found if each["name"] == "JSHeapUsedSize")
        count = "(what) => document.querySelectorAll(what).length"
        nodes = page.evaluate(count, "*"), page.evaluate(count, ".leaflet-container *")
        return heap / 1e6, *nodes


@contextmanager
def _launched() -> Iterator["Browser"]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(), args=ARGUMENTS
        )
        yield browser
        browser.close()


@contextmanager
def _opened(chromium: "Browser", port: int, path: str) -> Iterator["Page"]:
    """A page whose markers are there, in a browser that has seen nothing yet."""
    site = f"http://{HOST}:{port}"
    context = chromium.new_context(locale="fr-FR", viewport=VIEWPORT)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(site + path)
    page.evaluate("window.firstMarkers")
    yield page
    context.close()


def _chromium() -> str | None:
    return (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
    )
