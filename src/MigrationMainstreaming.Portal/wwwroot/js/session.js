// @ts-check
// Whose page this is, and how long the session still lasts. Two minutes before it ends the page says so, and one key makes it go on; when it
// has ended, the person signs in again in place, and what was typed stays where it is. Its words and controls are made by the server.

/** @typedef {{ header: string, token: string }} Antiforgery */

const warnBefore = 120;

/** @type {Antiforgery | null} */
let antiforgery = null;
/** @type {number | null} */
let endsAt = null;
let isOver = false;
/** @type {Set<() => void>} */
const whenBack = new Set();

const bar = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-session]"));
/** @param {string} name */
const part = name => /** @type {HTMLElement | null} */ (bar()?.querySelector(`[data-${name}]`));
/** @param {string} name @param {boolean} shown */
function show(name, shown) {
  const element = part(name);
  if (element && element.hidden === shown) {
    element.hidden = !shown;
  }
}

/** @param {string} path @param {RequestInit} [how] */
const ask = (path, how) => fetch(path, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(8000), ...how });

/** @returns {Promise<Antiforgery | "another person" | null>} */
async function read(extend = false) {
  const response = await ask(`/api/v1/session${extend ? "?extend" : ""}`);
  session.heard(response);
  const found = response.ok ? await response.json() : null;
  const { person } = session;
  if (found && person && found.email.toLowerCase() !== person.toLowerCase()) {
    // What was typed here is not to be saved under another name.
    return "another person";
  }

  return found?.antiforgery ?? null;
}

/** An id that nobody else makes, also where the line is not encrypted and the browser makes none. */
export function newId() {
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }

  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, index) => ([4, 6, 8, 10].includes(index) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

export const session = {
  /** The address of the person for whom the page was made. */
  get person() { return bar()?.dataset.session ?? ""; },

  /** The person's id. */
  get personId() { return bar()?.dataset.personId ?? ""; },

  /** Whether nobody, or somebody else, is signed in. */
  get isOver() { return isOver; },

  /** What a write must carry. @returns {Promise<Antiforgery | "another person" | null>} */
  async token() {
    if (!antiforgery) {
      const found = await read();
      if (found === "another person") {
        return found;
      }

      antiforgery = found;
    }

    return antiforgery;
  },

  /** What a write must carry, if that is known already: for the moment in which the page goes. */
  get tokenNow() { return antiforgery; },

  /** The next write asks for a new one. */
  forgetToken() { antiforgery = null; },

  /** Takes from an answer of the server how long the session lasts. @param {Response} response */
  heard(response) {
    const seconds = Number(response.headers.get("Session-Seconds"));
    if (seconds > 0) {
      endsAt = Date.now() + seconds * 1000;
    }
  },

  /** The server takes nothing more from this page. */
  ended() {
    antiforgery = null;
    if (!isOver) {
      isOver = true;
      look();
      announce("[data-say-over]");
    }
  },

  /** The server has taken something: the session goes on, wherever it was begun again. */
  goesOn() {
    if (isOver) {
      back();
    }
  },

  /** Calls back when the person is signed in again. @param {() => void} act */
  onBack(act) { whenBack.add(act); },
};

/** Says to screen readers what stands in the bar. @param {string} where */
function announce(where) {
  const place = bar()?.querySelector("[data-session-says]");
  if (place) {
    place.textContent = /** @type {HTMLTemplateElement | null} */ (bar()?.querySelector(where))?.content.textContent ?? "";
  }
}

let warned = false;

let seen = "";

/** Shows what is so now. */
function look() {
  // Each page says how long the session lasted when it was made.
  const made = bar()?.dataset.seconds ?? "";
  if (made && made !== seen) {
    seen = made;
    endsAt = Date.now() + Number(made) * 1000;
  }

  const left = endsAt === null ? Infinity : (endsAt - Date.now()) / 1000;
  if (left <= 0 && !isOver) {
    session.ended();
    return;
  }

  const nearEnd = !isOver && left <= warnBefore;
  show("over", isOver);
  show("near-end", nearEnd);
  if (nearEnd) {
    const minutes = part("minutes");
    const text = `${Math.floor(left / 60)}:${String(Math.floor(left % 60)).padStart(2, "0")}`;
    if (minutes && minutes.textContent !== text) {
      minutes.textContent = text;
    }

    if (!warned) {
      warned = true;
      announce("[data-say-near-end]");
    }
  } else {
    warned = false;
  }
}

function back() {
  antiforgery = null;
  isOver = false;
  look();
  whenBack.forEach(act => act());
}

document.addEventListener("click", async event => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.("[data-extend]"));
  if (!button) {
    return;
  }

  try {
    const found = await read(true);
    if (found && found !== "another person") {
      antiforgery = found;
      look();
      announce("[data-say-extended]");
      return;
    }
  } catch {
    // The line is down: the notice stays, and so does the button.
    return;
  }

  session.ended();
});

document.addEventListener("submit", async event => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!("signInAgain" in form.dataset)) {
    return;
  }

  event.preventDefault();
  const password = /** @type {HTMLInputElement} */ (form.querySelector("[type=password]"));
  const problem = /** @type {HTMLElement} */ (form.querySelector("[data-problem]"));
  try {
    const response = await ask("/api/v1/session", {
      method: "POST", body: JSON.stringify({ email: session.person, password: password.value }), headers: { "Content-Type": "application/json", "Accept": "application/json" },
    });
    if (response.status === 204) {
      password.value = "";
      problem.textContent = "";
      endsAt = null;
      await read().then(found => antiforgery = found === "another person" ? null : found);
      back();
      announce("[data-say-back]");
      return;
    }

    problem.textContent = (await response.json().catch(() => ({}))).problem ?? problem.dataset.otherwise ?? "";
  } catch {
    problem.textContent = problem.dataset.otherwise ?? "";
  }

  problem.hidden = false;
  password.setAttribute("aria-invalid", "true");
  password.focus();
});

// A page that came back from sleep, or from another tab in which the person signed in again, learns it at once.
document.addEventListener("visibilitychange", async () => {
  look();
  if (document.visibilityState === "visible" && isOver) {
    const found = await read().catch(() => null);
    if (found && found !== "another person") {
      antiforgery = found;
      back();
    }
  }
});

window.setInterval(look, 1000);
