// When the session has ended while something was being filled in, the form is sent all the same:
// the portal takes nothing from it, and keeps what was typed until the same person signs in again.
// A form that anybody may send, signed in or not, stays on its page.
addEventListener("htmx:before:response", (event) => {
  if (event.detail.ctx.response.status !== 401) return;
  const isChanged = (field) =>
    field.type === "radio" || field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value !== field.defaultValue;
  const form = [...document.querySelectorAll("form.questions")].find((one) =>
    [...one.elements].some((field) => "defaultValue" in field && isChanged(field)),
  );
  if (!form) return;
  event.preventDefault();
  if ("kept" in form.dataset) form.submit();
});
