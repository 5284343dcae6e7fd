// The question whether to stay signed in covers nothing that the keyboard is at. When it has been
// answered it goes away, and the keyboard goes back to where it was, else to the text of the page.
const question = document.getElementById("tid-kvar-ord");

if (question) {
  let before, isAnswered;
  question.addEventListener("submit", () => (isAnswered = true));
  new MutationObserver(() => {
    const now = document.activeElement;
    if (question.firstElementChild) {
      if (question.contains(now)) return;
      before = now;
      if (now !== document.body) now.scrollIntoView({ block: "nearest" });
    } else if (isAnswered) {
      isAnswered = false;
      if (before?.isConnected && before !== document.body) before.focus();
      else document.querySelector("main").focus({ preventScroll: true });
    }
  }).observe(question, { childList: true });
}
