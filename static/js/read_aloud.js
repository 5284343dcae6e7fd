// Reads main aloud, each part by a voice of its own language, and shows which part. Only voices that
// are in the device: others are sent the text. Pausing ends the part and keeps its place, for some
// phones cannot pause. The keyboard's place is never moved, so a screen reader is left in peace.
const synth = window.speechSynthesis;
const box = document.querySelector("[data-read-aloud]");
const BLOCK = "p,li,h1,h2,h3,h4,dt,dd,summary,legend,label,button,.block,div,section,main";
const SILENT = "[data-read-aloud],[hidden],details:not([open])>:not(summary)";

if (synth && box) {
  const [toggle, stopper] = box.querySelectorAll("button");
  const leftOut = box.querySelector("[data-left-out]");
  let state, shown, speaking, parts = [], at = 0, turn = 0;

  const voiceFor = (lang) =>
    synth.getVoices().find((voice) => voice.localService && voice.lang.split(/[-_]/)[0] === lang);

  const digits = (text) => text.replace(/[\s–-]+/g, ", ").replace(/\d(?=\d)/g, "$& ");

  const enter = (next) => {
    if (next === "silent" && document.activeElement === stopper) toggle.focus();
    box.dataset.state = state = next;
    for (const one of box.querySelectorAll("[data-when]")) {
      one.hidden = !one.dataset.when.includes(next);
    }
  };

  const show = (block) => {
    shown?.removeAttribute("data-is-read");
    shown = block;
    block?.setAttribute("data-is-read", "");
    block?.scrollIntoView({ block: "nearest" });
  };

  const gather = () => {
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    parts = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const around = node.parentElement;
      if (!node.data.trim() || around.closest(SILENT) || !around.getClientRects().length) continue;
      const block = around.closest(BLOCK), { lang } = around.closest("[lang]");
      const text = around.closest("[href^='tel:']") ? digits(node.data)
        : node.data.replace(/\b0\d[\d\s–-]{4,}\d/g, digits);
      const last = parts[parts.length - 1];
      if (last?.block === block && last.lang === lang) {
        last.text += (node.previousSibling?.nodeName === "BR" ? ", " : "") + text;
      } else parts.push({ block, lang, text });
    }
    if (leftOut) leftOut.hidden = parts.every((part) => voiceFor(part.lang));
  };

  const hush = () => { turn += 1; synth.cancel(); };
  const stop = () => { hush(); at = 0; show(); enter("silent"); };

  const read = (mine) => {
    const part = parts[at], voice = part && voiceFor(part.lang);
    const goOn = () => { if (mine === turn) { at += 1; read(mine); } };
    if (!part) return stop();
    if (!voice || !part.block.isConnected) return goOn();
    show(part.block);
    speaking = new SpeechSynthesisUtterance(part.text);
    Object.assign(speaking, { voice, lang: voice.lang, onend: goOn, onerror: goOn });
    synth.speak(speaking);
  };

  toggle.addEventListener("click", () => {
    if (state === "reading") { hush(); return enter("paused"); }
    if (state === "silent") gather();
    enter("reading");
    read(++turn);
  });
  stopper.addEventListener("click", stop);
  addEventListener("keydown", ({ key }) => { if (key === "Escape" && state !== "silent") stop(); });
  addEventListener("pagehide", hush);
  const offer = () => { box.hidden = !voiceFor(document.documentElement.lang); };
  enter("silent");
  synth.onvoiceschanged = offer;
  offer();
}
