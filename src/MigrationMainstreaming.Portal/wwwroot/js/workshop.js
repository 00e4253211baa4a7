// @ts-check
// Lets keys press what the workshop screen shows: arrows follow the links to the previous and next pair, digits and signs choose a step of the
// scale. Without this script links and form do the same by hand.

const root = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-workshop]"));

/** Digits of Latin, Arabic and Persian keyboards. */
const digits = [["0", "\u0660", "\u06f0"], ["1", "\u0661", "\u06f1"], ["2", "\u0662", "\u06f2"], ["3", "\u0663", "\u06f3"]];

/** Where help or hindrance was chosen with + or −; digits choose how strong. */
let sign = 1;
let page = "";

/** @param {EventTarget | null} target */
const isWriting = target => target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  || (target instanceof HTMLInputElement && target.type !== "radio");

/** @param {HTMLElement} screen @param {number} value */
function choose(screen, value) {
  const step = /** @type {HTMLInputElement | null} */ (screen.querySelector(`input[name="value"][value="${value}"]`));
  if (step) {
    step.checked = true;
    step.focus();
  }
}

/** @param {HTMLElement} screen */
function chosen(screen) {
  const step = /** @type {HTMLInputElement | null} */ (screen.querySelector('input[name="value"]:checked'));
  return step ? Number(step.value) : null;
}

/** @param {HTMLElement} screen @param {string} key */
function press(screen, key) {
  if (page !== location.href) {
    [page, sign] = [location.href, 1];
  }
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const isNext = (key === "ArrowRight") === (getComputedStyle(screen).direction === "ltr");
    const link = /** @type {HTMLAnchorElement | null} */ (screen.querySelector(isNext ? "a[rel=next]" : "a[rel=prev]"));
    link?.click();
    return link !== null;
  }
  const strength = digits.findIndex(row => row.includes(key));
  if (strength >= 0) {
    choose(screen, strength * sign || 0);
    return true;
  }
  if (key === "+" || key === "-" || key === "\u2212") {
    sign = key === "+" ? 1 : -1;
    const before = chosen(screen);
    if (before) {
      choose(screen, Math.abs(before) * sign);
    }
    return true;
  }
  return false;
}

document.addEventListener("keydown", event => {
  const screen = root();
  if (screen && !event.ctrlKey && !event.altKey && !event.metaKey && !isWriting(event.target) && press(screen, event.key)) {
    event.preventDefault();
  }
});
