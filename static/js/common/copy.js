// « Copier le lien »: the page's address, with its filters.

const SHOWN_FOR = 2500; // milliseconds

export function offerCopy(button) {
  if (!navigator.clipboard) return;
  const label = button.querySelector("[data-copy-text]");
  const before = label.textContent;
  label.setAttribute("role", "status");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      label.textContent = "Lien copié";
    } catch {
      label.textContent = "Copie refusée par le navigateur";
    }
    setTimeout(() => {
      label.textContent = before;
    }, SHOWN_FOR);
  });
}
