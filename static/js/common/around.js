// « Autour de moi »: asks for the position only when pressed, and rounds it (100 m).

const WAIT = 10_000; // milliseconds
const REFUSED = 1; // GeolocationPositionError.PERMISSION_DENIED

export function offerPosition(button, found, say) {
  if (!navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    say("Recherche de votre position…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        say("");
        found(`${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`);
      },
      ({ code }) =>
        say(
          code === REFUSED
            ? "Position refusée : écrivez le nom d’une commune."
            : "Position introuvable : écrivez le nom d’une commune.",
        ),
      { maximumAge: 300_000, timeout: WAIT },
    );
  });
}
