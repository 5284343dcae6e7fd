// "Lämna snabbt": the page is emptied before anything is fetched, and its place in the history is
// taken by the page one leaves to. Without scripts the link leads to the same place.
for (const link of document.querySelectorAll("[data-leave-quickly]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    document.body.replaceChildren();
    document.title = "";
    location.replace(link.href);
  });
}
