// Takes the new page's parts into this one, keeping focus and open sections.

/** A page of this site, parsed. Throws when it cannot be had. */
export async function fetchPage(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`page: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Replace what [data-swap] marks, update the facets and the number of results. */
export function swap(next) {
  for (const old of document.querySelectorAll("[data-swap]")) {
    const fresh = next.getElementById(old.id);
    if (fresh) old.replaceChildren(...document.adoptNode(fresh).childNodes);
  }
  for (const facet of document.querySelectorAll(".facet")) swapFacet(facet, next);
  const count = document.getElementById("nombre-resultats");
  const fresh = next.getElementById("nombre-resultats");
  count.dataset.total = fresh.dataset.total;
  if (count.textContent !== fresh.textContent) count.textContent = fresh.textContent;
  document.title = next.title;
}

/** In place when the options are the same: a replaced box would lose the focus. */
function swapFacet(facet, next) {
  const fresh = next.getElementById(facet.id);
  if (!fresh) return;
  const [mine, theirs] = [facet, fresh].map((node) => [...node.querySelectorAll("input")]);
  const same = mine.map(({ id }) => id).join() === theirs.map(({ id }) => id).join();
  if (!same) {
    facet.querySelector("ul").replaceWith(document.adoptNode(fresh.querySelector("ul")));
    return;
  }
  mine.forEach((input, rank) => {
    const other = theirs[rank];
    input.checked = other.checked;
    input.disabled = other.disabled && input !== document.activeElement;
    const count = input.closest("label").querySelector(".count");
    count.replaceWith(document.adoptNode(other.closest("label").querySelector(".count")));
  });
}
