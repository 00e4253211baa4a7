// A link to a part of another page takes the focus there, for whoever goes on by keyboard or reads by ear: the framework only scrolls to it.

/** The address whose part had its turn. */
let taken = location.href;

Blazor.addEventListener("enhancedload", () => {
  const place = location.href === taken ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
  taken = location.href;
  if (!place || place.contains(document.activeElement)) return;
  place.focus({ preventScroll: true });
  if (document.activeElement === place) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
});
