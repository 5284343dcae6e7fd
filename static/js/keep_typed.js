// Sent over a line that is not there, a form is lost with everything that was typed in it: pages
// with care data are not kept by the browser, so Back may bring an empty form. So ask first whether
// the line is there, and say so on the page when it is not. Nothing that was typed is kept by us.
const PATIENCE = 8000;

addEventListener("submit", async (event) => {
  const form = event.target;
  const said = form.querySelector("[data-line-lost]");
  if (!said || form.dataset.isSent) return;
  event.preventDefault();
  if (form.dataset.isAsking) return;
  form.dataset.isAsking = "yes";
  said.hidden = true;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    await fetch(said.dataset.lineLost, { method: "HEAD", cache: "no-store", signal });
    form.dataset.isSent = "yes";
    form.requestSubmit(event.submitter);
  } catch {
    said.hidden = false;
    said.focus();
  }
  delete form.dataset.isAsking;
  delete form.dataset.isSent;
});
