// Reads main aloud, each part by a voice of its own language, and shows which part. Only voices that
// are in the device: others are sent the text. Pausing ends the part and keeps its place, for some
// phones cannot pause. The keyboard's place is never moved, so a screen reader is left in peace.
const synth = window.speechSynthesis;
const box = document.querySelector(".read-aloud");
const SILENT = ".read-aloud,[hidden],details:not([open])>:not(summary)";

if (synth && box) {
  const [toggle, stopper] = box.querySelectorAll("button");
  const leftOut = document.querySelector(".read-aloud + .soft");
  let state, shown, speaking, parts, at, turn = 0;

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
    at = 0;
    parts = [];
    for (let node; (node = texts.nextNode()); ) {
      let block = node.parentElement;
      if (!node.data.trim() || block.closest(SILENT) || !block.getClientRects().length) continue;
      const { lang } = block.closest("[lang]"), last = parts[parts.length - 1];
      const text = block.closest("[href^=tel]") ? digits(node.data)
        : node.data.replace(/\b0\d[\d\s–-]{4,}\d/g, digits);
      while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
      if (last?.block === block && last.lang === lang) {
        last.text += (node.previousSibling?.nodeName === "BR" ? ", " : "") + text;
      } else parts.push({ block, lang, text });
    }
    if (leftOut) leftOut.hidden = parts.every((part) => voiceFor(part.lang));
  };

  const hush = (next) => { turn += 1; synth.cancel(); enter(next); };
  const stop = () => { show(); hush("silent"); };

  const read = (mine) => {
    const part = parts[at];
    if (!part) return stop();
    const voice = voiceFor(part.lang);
    const goOn = () => { if (mine === turn) { at += 1; read(mine); } };
    if (!voice || !part.block.isConnected) return goOn();
    show(part.block);
    speaking = new SpeechSynthesisUtterance(part.text);
    Object.assign(speaking, { voice, lang: voice.lang, onend: goOn, onerror: goOn });
    synth.speak(speaking);
  };

  toggle.onclick = () => {
    if (state === "reading") return hush("paused");
    if (state === "silent") gather();
    box.style.inlineSize = `${box.offsetWidth}px`;
    enter("reading");
    read(++turn);
  };
  stopper.onclick = stop;
  addEventListener("keydown", ({ key }) => key === "Escape" && stop());
  addEventListener("pagehide", stop);
  synth.onvoiceschanged = () => (box.hidden = !voiceFor(document.documentElement.lang));
  synth.onvoiceschanged();
  enter("silent");
}
