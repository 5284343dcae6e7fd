// Node with `--require` on this file: `Date` is moved by as many seconds as the tests' clock.
const by = 1000 * Number(process.env.MOVED_CLOCK_OFFSET || 0);
const now = () => globalThis.Date.real.now() + by;

globalThis.Date = new Proxy(Date, {
  construct: (real, given, target) => Reflect.construct(real, given.length ? given : [now()], target),
  apply: (real) => new real(now()).toString(),
  get: (real, name) => (name === "now" ? now : name === "real" ? real : Reflect.get(real, name)),
});
