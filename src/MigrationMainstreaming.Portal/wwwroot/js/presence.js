// @ts-check
// Tells colleagues at which question one stands, and shows where they stand. Nothing of it is kept anywhere; while somebody stays it is said
// again, so that whoever vanishes is forgotten after a while. The page hears of the others through its circuit, in `data-people`.

import { newId, session } from "./session.js";

const sayAgainAfter = 15_000;
const leftAfter = 1_500;

const tab = newId();

/** @type {{ url: string, question: string } | null} */
let standing = null;
let leaving = 0;

const root = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-answers]"));

/** @param {string} url @param {string | null} question @param {boolean} [isLast] */
async function tell(url, question, isLast = false) {
  try {
    const token = isLast ? session.tokenNow : await session.token();
    if (token && token !== "another person") {
      await fetch(url, {
        method: "POST", keepalive: isLast, credentials: "same-origin", signal: AbortSignal.timeout(8000),
        body: JSON.stringify({ tab, question }), headers: { "Content-Type": "application/json", [token.header]: token.token },
      });
    }
  } catch {
    // Nobody is told for once. Whoever waits for it forgets it by itself.
  }
}

/** @param {string | null} question @param {boolean} [isLast] */
function stand(question, isLast = false) {
  clearTimeout(leaving);
  const answers = root()?.dataset.answers;
  const next = question && answers ? { url: answers.replace(/\/answers$/, "/presence"), question } : null;
  if (next?.url === standing?.url && next?.question === standing?.question) {
    return;
  }

  const before = standing;
  standing = next;
  if (next) {
    tell(next.url, next.question);
  } else if (before) {
    tell(before.url, null, isLast);
  }
}

document.addEventListener("focusin", event => {
  const question = /** @type {Element} */ (event.target).closest("[data-question]");
  stand(question ? /** @type {HTMLElement} */ (question).dataset.question ?? null : null);
});
document.addEventListener("focusout", () => {
  clearTimeout(leaving);
  leaving = window.setTimeout(() => {
    if (!document.activeElement?.closest("[data-question]")) {
      stand(null);
    }
  }, leftAfter);
});
window.addEventListener("pagehide", () => stand(null, true));
setInterval(() => {
  if (standing && document.visibilityState === "visible") {
    tell(standing.url, standing.question);
  }
}, sayAgainAfter);

/** Writes the names of the others into the margins. */
function show() {
  const page = root();
  if (!page) {
    return;
  }

  const [people, texts] = [JSON.parse(page.dataset.people || "{}"), JSON.parse(page.dataset.texts || "{}")];
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-here-now]"))) {
    /** @type {string[]} */
    const names = people[/** @type {HTMLElement} */ (place.closest("[data-question]"))?.dataset.question ?? ""] ?? [];
    const words = names.length === 0 ? ""
      : String(names.length === 1 ? texts.isHere : texts.areHere).replace("{0}", new Intl.ListFormat(document.documentElement.lang || "en").format(names));
    if (place.textContent !== words) {
      place.textContent = words;
      place.hidden = words === "";
    }
  }
}

new MutationObserver(records => {
  if (records.some(record => record.type === "attributes" || [...record.addedNodes].some(node => node instanceof HTMLElement && (node.dataset.question || node.querySelector("[data-question]"))))) {
    show();
  }
}).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-people"] });
show();
