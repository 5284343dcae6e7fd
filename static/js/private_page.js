// A page with care data must not come back with the Back button after sign-out. "no-store" does
// not stop the browser's back/forward cache, so the page is emptied as it is left, and fetched
// anew if it is ever brought back.
addEventListener("pagehide", () => {
  document.documentElement.hidden = true;
  document.body.replaceChildren();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
