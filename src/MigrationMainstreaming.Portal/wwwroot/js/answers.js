// @ts-check
// Saves answers as they are given. What people type goes from here to an ordinary endpoint and never through the circuit, so it works
// before the page is live, after its line broke, and through a restart of the server. Listeners stand on the document for the same reason.
//
// One question has at most one operation under way. An operation is sent again with the same key until the server has answered; what is
// typed meanwhile waits and becomes the next operation. Order is the server's version alone, never this computer's clock. Until its receipt
// every change stands in the journal of this browser too.

import { journal } from "./journal.js";
import { newId, session } from "./session.js";

/** @typedef {{ value: any, comment: string | null, source: string | null }} Content */
/** @typedef {"value" | "comment" | "source"} Part */
/** @typedef {{ id: string, url: string, base: number, body: string, parts: Part[] }} Operation */
/** @typedef {{ id: string, mine: Content, mineBy: string, mineByReader: boolean, mineAt: string, theirs: any, before: Content, fresh: boolean }} TwoAnswers */
/** @typedef {{ checked?: boolean, value?: string, pressed?: string }} ControlState */
/**
 * What is known of one question: what the server has, what is typed and not yet saved, what is under way.
 * @typedef {{
 *   key: string, code: string, url: string, country: string,
 *   version: number, content: Content, at: string, by: string,
 *   pending: Partial<Record<Part, any>>, unfinished: string, typed: Map<Part, Map<string, ControlState>>, typedSince: number,
 *   operation: Operation | null, sending: AbortController | null, tries: number, timer: number, state: string,
 *   two: TwoAnswers | null, choosing: boolean, refusal: string, trouble: string, held: boolean
 * }} Answering
 */

const restBeforeSending = 500;
const longestRest = 1_000;
const slowAfter = 3_500;
const longestPause = 15_000;
/** What a browser carries on with after the page is gone, of all requests together: 64 KiB, less what else is in them. */
const keepaliveLimit = 60_000;

/** @type {Map<string, Answering>} */
const answerings = new Map();
/** @type {Record<string, string>} */
let texts = {};

// ---- The page -----------------------------------------------------------------------------------------------------------------

/** @param {Element} element @returns {HTMLElement | null} */
const questionOf = element => element.closest("[data-question]");
const root = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-answers]"));
/** @param {Answering} answering */
const elementOf = answering =>
  root()?.dataset.answers === answering.url ? document.getElementById(answering.code) : null;
/** @param {ParentNode} parent @param {string} selector */
const all = (parent, selector) => /** @type {HTMLElement[]} */ ([...parent.querySelectorAll(selector)]);
/** @param {string} text @param {...(string | number)} parts */
const say = (text, ...parts) => (texts[text] ?? "").replace(/\{(\d)\}/g, (_, index) => String(parts[Number(index)] ?? ""));

/** What a question starts with of which nothing is typed or under way here. @returns {Omit<Answering, "key" | "code" | "url" | "country" | "version" | "content" | "at" | "by">} */
const atRest = () => ({
  pending: {}, unfinished: "", typed: new Map(), typedSince: 0, operation: null, sending: null, tries: 0, timer: 0, state: "",
  two: null, choosing: false, refusal: "", trouble: "", held: false,
});

/** @param {HTMLElement} element */
function answeringOf(element) {
  const url = root()?.dataset.answers ?? "";
  const code = element.dataset.question ?? "";
  const key = `${url}/${code}`;
  let answering = answerings.get(key);
  if (!answering) {
    answering = {
      key, code, url, country: root()?.dataset.country ?? "", version: -1, content: { value: null, comment: null, source: null }, at: "", by: "",
      ...atRest(),
    };
    answerings.set(key, answering);
  }

  return answering;
}

/** The newest state of a question goes into the journal, or out of it once the server has everything. @param {Answering} answering */
function keep(answering) {
  if (isUnsaved(answering)) {
    const { key, code, url, country, version, content, at, by, pending, unfinished, operation, two } = answering;
    const typed = [...answering.typed].map(([part, controls]) => [part, [...controls]]);
    journal.put(`${session.personId}/${country}`, key, { key, code, url, country, version, content, at, by, pending, unfinished, operation, two, typed });
  } else {
    journal.remove(answering.key);
  }

  summarise();
}

/** Takes what an earlier page typed and could not send. Of one part, both texts are joined; otherwise what is given here already goes before it. @param {any} kept */
function restore(kept) {
  /** @type {Answering} */
  const answering = answerings.get(kept.key) ?? { ...kept, ...atRest() };
  answerings.set(kept.key, answering);
  const { settles, ...older } = { ...JSON.parse(kept.operation?.body ?? "{}"), ...kept.pending };
  const joined = joinTexts(answering, older);
  if (answering.operation) {
    // Something is on its way from here already. What it does not speak of follows it, also what the dead page had under way.
    answering.operation.parts.forEach(part => delete older[part]);
    answering.pending = { ...older, ...answering.pending };
  } else {
    const here = answering.pending;
    const isGivenUp = Object.keys(kept.pending).some(part => part in here && !(part in joined));
    answering.version = kept.version;
    answering.content = kept.content;
    answering.operation = kept.operation;
    answering.pending = { ...kept.pending, ...here };
    if (isGivenUp && !kept.operation && !kept.two?.fresh) {
      // What the earlier page kept goes on record before what is given here in its place.
      begin(answering, kept.pending, kept.version);
      answering.pending = here;
    }

    answering.unfinished ||= kept.unfinished;
    answering.two ??= kept.two;
  }

  Object.assign(answering.pending, joined);
  for (const [part, controls] of kept.typed) {
    if (!answering.typed.has(part) && (part in answering.pending || answering.operation?.parts.includes(part) || answering.unfinished)) {
      answering.typed.set(part, new Map(controls));
    }
  }

  const element = elementOf(answering);
  answering.state = answering.two ? "two" : answering.operation || isPending(answering) ? "saving" : "incomplete";
  if (element) {
    adopt(element);
    reveal(element, answering);
  }

  keep(answering);
  answering.operation ? transmit(answering) : send(answering);
}

/**
 * Whoever typed into a field before this page knew what an earlier one had kept of it, typed on top of what the server had, as the earlier page
 * did: where the two changed different places, or both wrote on at the same one, the field gets both.
 * @param {Answering} answering @param {Partial<Record<Part, any>>} older @returns {Partial<Record<Part, any>>}
 */
function joinTexts(answering, older) {
  const here = { ...JSON.parse(answering.operation?.body ?? "{}"), ...answering.pending };
  /** @type {Partial<Record<Part, any>>} */
  const joined = {};
  for (const part of /** @type {Part[]} */ (Object.keys(older)).filter(part => part in here)) {
    const wordsOf = (/** @type {any} */ content) => part === "value" ? content.value?.written : content[part];
    // A space alone says nothing to the server, but it stands in the field, and what follows is typed behind it.
    const inField = [...answering.typed.get(part)?.values() ?? []].map(state => state.value).find(value => typeof value === "string");
    const [typed, words] = [wordsOf(here) ?? (part === "value" ? null : inField), wordsOf(older)];
    const both = typeof typed === "string" && typeof words === "string" ? join(wordsOf(answering.content) ?? "", words, typed) : null;
    if (both !== null) {
      joined[part] = part === "value" ? { ...here.value, written: both } : both;
      answering.typed.get(part)?.forEach(state => {
        if (state.value === typed) {
          state.value = both;
        }
      });
    }
  }

  return joined;
}

/** Two texts that were made of one, as one text; nothing where both changed the same words. @param {string} base @param {string} earlier @param {string} later @returns {string | null} */
function join(base, earlier, later) {
  const edits = [earlier, later].map(text => editOf(base, text));
  const [first, second] = edits[1].end < edits[0].start || (edits[1].end === edits[0].start && edits[1].start < edits[0].start) ? edits.reverse() : edits;
  return first.end <= second.start
    ? base.slice(0, first.start) + first.words + base.slice(first.end, second.start) + second.words + base.slice(second.end)
    : null;
}

/** What was put in place of what. @param {string} base @param {string} text */
function editOf(base, text) {
  const most = Math.min(base.length, text.length);
  let [start, left] = [0, 0];
  while (start < most && base[start] === text[start]) {
    start++;
  }

  while (left < most - start && base[base.length - 1 - left] === text[text.length - 1 - left]) {
    left++;
  }

  return { start, end: base.length - left, words: text.slice(start, text.length - left) };
}

/** Fields that stand folded away are opened when something unsaved is in them. @param {HTMLElement} element @param {Answering} answering */
function reveal(element, answering) {
  for (const part of answering.typed.keys()) {
    const field = /** @type {HTMLElement | null} */ (element.querySelector(`textarea[data-part="${part}"]`));
    const [folded, hidden] = [field?.closest("details"), /** @type {HTMLElement | null | undefined} */ (field?.closest("[hidden]"))];
    if (folded) {
      folded.open = true;
    }

    if (hidden && part === "source") {
      hidden.hidden = false;
    }
  }
}

/** How many answers wait, for the bar below the page and for scripts that would load it again. */
function summarise() {
  const waiting = [...answerings.values()].filter(isUnsaved);
  const troubled = waiting.filter(answering => ["retrying", "signIn", "refused"].includes(answering.state));
  document.documentElement.toggleAttribute("data-unsaved", waiting.length > 0);
  const bar = document.querySelector("[data-session]");
  const line = /** @type {HTMLElement | null} */ (bar?.querySelector("[data-waiting]"));
  if (!bar || !line) {
    return;
  }

  line.hidden = troubled.length === 0;
  const links = /** @type {HTMLElement} */ (line.querySelector("[data-waiting-links]"));
  const codes = troubled.map(answering => answering.code).join(" ");
  if (links.dataset.waitingLinks !== codes) {
    links.dataset.waitingLinks = codes;
    links.replaceChildren(...troubled.flatMap(({ url, code }) => [" ", make("bdi", {}, make("a", { href: `${url.replace(/^\/api\/v1|\/answers$/g, "")}?question=${encodeURIComponent(code)}#${encodeURIComponent(code)}` }, code))]));
  }

  /** @type {HTMLElement} */ (line.querySelector("[data-kept]")).hidden = !journal.isKept;
  /** @type {HTMLElement} */ (line.querySelector("[data-unkept]")).hidden = journal.isKept;
}

/** @param {Answering} answering */
const isPending = answering => Object.keys(answering.pending).length > 0;
/** @param {Answering} answering */
const isUnsaved = answering => answering.operation !== null || isPending(answering) || answering.unfinished !== "";

/** Takes a question that has come into the page, or that the server knows more about than before. @param {HTMLElement} element */
function adopt(element) {
  const answering = answeringOf(element);
  const version = Number(element.dataset.version);
  const content = JSON.parse(element.dataset.answer ?? "{}");
  const busy = isUnsaved(answering) || isInUse(element, answering, content);
  if (version > answering.version && !busy) {
    answering.version = version;
    answering.content = content;
    answering.at = element.dataset.at ?? "";
    answering.by = element.dataset.by ?? "";
    answering.state = answering.at ? "saved" : "";
  }

  const aside = element.dataset.setAside;
  if (aside && !answering.two && !busy) {
    const other = JSON.parse(aside);
    answering.two = {
      id: other.id, mine: other.content, mineBy: other.by, mineByReader: other.byReader, mineAt: other.at, before: other.before, fresh: false,
      theirs: { ...answering.content, version: answering.version, answeredAt: answering.at, answeredBy: answering.by },
    };
  } else if (!aside && answering.two && !answering.two.fresh) {
    answering.two = null;
  }

  fill(element, answering);
  show(answering);
}

/** Whether somebody stands in the very field that a colleague has changed. What they type next was not typed in view of that: it is based on
 * what the field shows, and the server then says that there are two answers. @param {HTMLElement} element @param {Answering} answering @param {Content} content */
function isInUse(element, answering, content) {
  const field = document.activeElement;
  if (answering.version < 0 || !field || !element.contains(field) || !field.matches("textarea[data-part], input[data-part]:not([type='radio']):not([type='checkbox'])")) {
    return false;
  }

  const part = /** @type {Part} */ (/** @type {HTMLElement} */ (field).dataset.part);
  return JSON.stringify(content[part] ?? null) !== JSON.stringify(answering.content[part] ?? null);
}

/** Writes what is known into the controls: the server's content, and over it what was typed and is not saved. @param {HTMLElement} element @param {Answering} answering */
function fill(element, answering) {
  const { value, comment, source } = answering.content;
  if (!answering.typed.has("value")) {
    fillValue(element, value);
  }

  for (const [part, words] of [["comment", comment], ["source", source]]) {
    const field = /** @type {HTMLTextAreaElement | null} */ (element.querySelector(`textarea[data-part="${part}"]`));
    if (field && !answering.typed.has(/** @type {Part} */ (part)) && field.value !== (words ?? "") && document.activeElement !== field) {
      field.value = words ?? "";
    }
  }

  for (const [id, state] of [...answering.typed.values()].flatMap(controls => [...controls])) {
    const control = document.getElementById(id);
    if (control) {
      setControl(control, state);
    }
  }

  follow(element);
}

/** @param {HTMLElement} element @param {any} value */
function fillValue(element, value) {
  const inapplicable = value && "notApplicable" in value;
  const chosen = value ? [value.chosen ?? []].flat() : [];
  for (const control of /** @type {HTMLInputElement[]} */ (all(element, 'input[data-part="value"], textarea[data-part="value"]'))) {
    const { half, cite } = control.dataset;
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked = half ? value?.[half] === control.value : chosen.includes(control.value);
    } else {
      const words = "reason" in control.dataset ? (inapplicable ? value.notApplicable : "")
        : cite ? value?.citation?.[cite]
        : value?.written ?? value?.measured ?? value?.date;
      const text = words === undefined || words === null ? "" : String(words);
      if (control.value !== text && document.activeElement !== control) {
        control.value = text;
      }
    }
  }

  for (const button of all(element, "[data-unknown]")) {
    press(button, Boolean(value?.notKnown) || value?.[button.dataset.unknown ?? ""] === "notKnown");
  }

  for (const button of all(element, "[data-inapplicable]")) {
    press(button, Boolean(inapplicable));
  }
}

/** What hangs together with the controls: the reason's field, the source line, counts, the comment's beginning. @param {HTMLElement} element */
function follow(element) {
  const why = /** @type {HTMLElement | null} */ (element.querySelector("[data-why]"));
  if (why) {
    why.hidden = !isPressed(element.querySelector("[data-inapplicable]"));
  }

  const source = /** @type {HTMLTextAreaElement | null} */ (element.querySelector('[data-part="source"]'))?.value.trim() ?? "";
  setText(element.querySelector("[data-source-shown]"), source || say("noSource"));
  setText(element.querySelector("[data-edit-source-label]"), say(source ? "change" : "addSource"));
  const needs = /** @type {HTMLElement | null} */ (element.querySelector("[data-needs-source]"));
  if (needs) {
    needs.hidden = source !== "" || !element.querySelector("[data-evidence]:checked");
  }

  const comment = /** @type {HTMLTextAreaElement | null} */ (element.querySelector('[data-part="comment"]'))?.value.trim() ?? "";
  setText(element.querySelector("[data-comment-shown]"), comment ? say("comment", comment.length > 60 ? `${comment.slice(0, 60)}…` : comment) : say("addComment"));

  const text = /** @type {HTMLTextAreaElement | null} */ (element.querySelector("[data-longest]"));
  if (text) {
    const number = new Intl.NumberFormat(language());
    setText(element.querySelector("[data-count]"), say("count", number.format(lengthOf(text.value)), number.format(Number(text.dataset.longest))));
  }
}

/** @param {Element | null} element @param {string} text */
function setText(element, text) {
  if (element && element.textContent !== text) {
    element.textContent = text;
  }
}

/** In characters as readers count them. @param {string} text */
function lengthOf(text) {
  return "Segmenter" in Intl ? [...new Intl.Segmenter().segment(text)].length : [...text].length;
}

/** @param {Element | null} button */
const isPressed = button => button?.getAttribute("aria-pressed") === "true";
/** @param {Element} button @param {boolean} pressed */
const press = (button, pressed) => button.setAttribute("aria-pressed", String(pressed));

/** @param {HTMLElement} control @returns {ControlState} */
function stateOf(control) {
  if (control instanceof HTMLButtonElement) {
    return { pressed: control.getAttribute("aria-pressed") ?? "false" };
  }

  const input = /** @type {HTMLInputElement} */ (control);
  return input.type === "radio" || input.type === "checkbox" ? { checked: input.checked } : { value: input.value };
}

/** @param {HTMLElement} control @param {ControlState} state */
function setControl(control, state) {
  const input = /** @type {HTMLInputElement} */ (control);
  if (state.pressed !== undefined) {
    control.setAttribute("aria-pressed", state.pressed);
  } else if (state.checked !== undefined) {
    input.checked = state.checked;
  } else if (state.value !== undefined && input.value !== state.value) {
    // Whoever is writing there goes on before the same words as before.
    const behind = document.activeElement === input && input.selectionEnd !== null ? input.value.slice(input.selectionEnd) : null;
    input.value = state.value;
    if (behind !== null && state.value.endsWith(behind)) {
      input.setSelectionRange(state.value.length - behind.length, state.value.length - behind.length);
    }
  }
}

// ---- What was typed -----------------------------------------------------------------------------------------------------------

/** The value as the controls have it; `undefined` while it is unfinished, with the reason in the second place.
 * @param {HTMLElement} element @returns {[any] | [undefined, string]} */
function readValue(element) {
  if (isPressed(element.querySelector("[data-inapplicable]"))) {
    const reason = /** @type {HTMLInputElement} */ (element.querySelector("[data-reason]")).value.trim();
    return reason ? [{ notApplicable: reason }] : [undefined, say("giveReason")];
  }

  if (isPressed(element.querySelector('[data-unknown="all"]'))) {
    return [{ notKnown: true }];
  }

  const field = /** @type {HTMLInputElement | null} */ (element.querySelector('[data-part="value"]:not([type="radio"]):not([type="checkbox"]):not(button):not([data-reason])'));
  const chosen = /** @type {HTMLInputElement[]} */ (all(element, 'input[data-part="value"]:checked'));
  switch (element.dataset.kind) {
    case "one":
      return [chosen.length ? { chosen: chosen[0].value } : null];
    case "many":
      return [chosen.length ? { chosen: chosen.map(input => input.value) } : null];
    case "halves": {
      /** @param {string} half */
      const step = half => chosen.find(input => input.dataset.half === half)?.value;
      const [law, practice] = [step("law"), step("practice")];
      // A half that nobody has answered yet is not known for the time being, so that the other half is kept at once.
      return [law || practice || all(element, "[data-unknown]").some(isPressed) ? { law: law ?? "notKnown", practice: practice ?? "notKnown" } : null];
    }
    case "number":
      return field?.validity.badInput ? [undefined, say("giveNumber")] : [field?.value ? { measured: Number(field.value) } : null];
    case "day":
      return field?.validity.badInput ? [undefined, say("giveDay")] : [field?.value ? { date: field.value } : null];
    case "citation": {
      /** @type {Record<string, string | number>} */
      const citation = {};
      for (const part of /** @type {HTMLInputElement[]} */ (all(element, "[data-cite]"))) {
        if (part.value.trim()) {
          citation[part.dataset.cite ?? ""] = part.dataset.cite === "year" ? Number(part.value) : part.value.trim();
        }
      }

      return [Object.keys(citation).length ? { citation: { title: "", ...citation } } : null];
    }
    default:
      return [field?.value.trim() ? { written: field.value } : null];
  }
}

/** Notes that something of a question was changed and is not saved. @param {HTMLElement} control @param {boolean} atOnce */
function changed(control, atOnce) {
  const element = questionOf(control);
  const part = /** @type {Part | undefined} */ (control.dataset.part);
  if (!element || !part) {
    return;
  }

  const answering = answeringOf(element);
  const refused = answering.refusal;
  answering.refusal = "";
  answering.held = false;
  answering.typed.set(part, new Map(all(element, `[data-part="${part}"]`).filter(one => one.id).map(one => [one.id, stateOf(one)])));
  if (part !== "value") {
    const words = /** @type {HTMLTextAreaElement} */ (control).value;
    answering.pending[part] = words.trim() ? words : null;
  } else {
    const [value, unfinished] = readValue(element);
    answering.unfinished = unfinished ?? "";
    element.dispatchEvent(new CustomEvent("answer-value", { bubbles: true, detail: value ?? null }));
    if (unfinished === undefined) {
      answering.pending.value = value;
    } else {
      delete answering.pending.value;
    }
  }

  if (answering.two?.fresh) {
    answering.two.mine = { ...answering.two.mine, ...answering.pending };
  }

  follow(element);
  keep(answering);
  if (!answering.operation) {
    // While one is under way, the timer is that of its next attempt.
    clearTimeout(answering.timer);
  }

  if (!isPending(answering) && !answering.operation) {
    // A sentence that stood there already stays; a new one waits until the field is left, so that nobody is interrupted.
    refuse(answering, refused === answering.unfinished ? refused : "", "incomplete");
    return;
  }

  if (answering.state !== "retrying" && answering.state !== "signIn") {
    answering.state = "saving";
  }

  show(answering);
  if (atOnce) {
    send(answering);
  } else if (!answering.operation) {
    // Who types without a pause is not left without a receipt either.
    answering.typedSince ||= Date.now();
    const rest = Math.min(restBeforeSending, Math.max(0, answering.typedSince + longestRest - Date.now()));
    answering.timer = window.setTimeout(() => send(answering), rest);
  }
}

/** "None of these" and the others exclude each other; choosing and not answering too. @param {HTMLInputElement} input @param {HTMLElement} element */
function keepApart(input, element) {
  if (input.type === "checkbox" && input.checked) {
    const alone = "exclusive" in input.dataset;
    for (const other of /** @type {HTMLInputElement[]} */ (all(element, 'input[type="checkbox"][data-part="value"]:checked'))) {
      if (other !== input && (alone || "exclusive" in other.dataset)) {
        other.checked = false;
      }
    }
  }

  if (!("reason" in input.dataset)) {
    for (const button of all(element, "[data-unknown], [data-inapplicable]")) {
      const half = input.dataset.half;
      if (!half || "inapplicable" in button.dataset || button.dataset.unknown === half) {
        press(button, false);
      }
    }
  }
}

/** @param {HTMLElement} button @param {HTMLElement} element */
function pressNoAnswer(button, element) {
  const pressed = !isPressed(button);
  press(button, pressed);
  const half = button.dataset.unknown;
  if (pressed) {
    const isHalf = half === "law" || half === "practice";
    for (const control of /** @type {HTMLInputElement[]} */ (all(element, 'input[data-part="value"], textarea[data-part="value"]'))) {
      if ("reason" in control.dataset || (isHalf && control.dataset.half !== half)) {
        continue;
      }

      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = false;
      } else {
        control.value = "";
      }
    }

    for (const other of all(element, "[data-unknown], [data-inapplicable]")) {
      const bothHalves = isHalf && other.dataset.unknown && other.dataset.unknown !== "all";
      if (other !== button && !bothHalves) {
        press(other, false);
      }
    }
  }

  changed(button, true);
  if (pressed && "inapplicable" in button.dataset) {
    /** @type {HTMLElement | null} */ (element.querySelector("[data-reason]"))?.focus();
  }
}

document.addEventListener("input", event => {
  const control = /** @type {HTMLInputElement} */ (event.target);
  const element = control.dataset?.part ? questionOf(control) : null;
  if (element) {
    keepApart(control, element);
    changed(control, control.type === "radio" || control.type === "checkbox");
  }
});

// `change` after `input` finds nothing new for choices; for texts it is the moment at which the field is left.
for (const left of ["change", "focusout"]) {
  document.addEventListener(left, event => {
    const control = /** @type {HTMLElement} */ (event.target);
    const element = control.dataset?.part ? questionOf(control) : null;
    const answering = element && answeringOf(element);
    if (answering && isPending(answering) && !answering.operation) {
      send(answering);
    } else if (answering?.unfinished && !(control instanceof HTMLButtonElement) && !answering.operation && !isPending(answering)) {
      refuse(answering, answering.unfinished, "incomplete");
    } else if (element && answering && left === "focusout" && Number(element.dataset.version) > answering.version) {
      // What a colleague changed meanwhile may come into the field now.
      adopt(element);
    }
  });
}

document.addEventListener("click", event => {
  const target = /** @type {Element} */ (event.target);
  const button = /** @type {HTMLElement | null} */ (target.closest?.("button"));
  const element = button && questionOf(button);
  if (!button || !element) {
    return;
  }

  if ("unknown" in button.dataset || "inapplicable" in button.dataset) {
    pressNoAnswer(button, element);
  } else if ("editSource" in button.dataset) {
    const field = /** @type {HTMLElement} */ (element.querySelector("[data-source-field]"));
    field.hidden = !field.hidden;
    button.setAttribute("aria-expanded", String(!field.hidden));
    if (!field.hidden) {
      field.querySelector("textarea")?.focus();
    }
  } else if ("takeBack" in button.dataset) {
    takeBack(answeringOf(element), element);
  } else if (button.dataset.choose) {
    choose(answeringOf(element), button.dataset.choose === "mine");
  }
});

// ---- Sending ------------------------------------------------------------------------------------------------------------------

/** Makes an operation of what was typed and sends it, unless one is under way. @param {Answering} answering @param {boolean} [leaving] */
function send(answering, leaving = false) {
  if (answering.operation) {
    if (leaving) {
      transmit(answering, true);
    }
  } else if (isPending(answering) && !answering.two?.fresh && !answering.held) {
    begin(answering, answering.pending, answering.version);
    transmit(answering, leaving);
  }
}

/** @param {Answering} answering @param {Record<string, any>} body @param {number} base */
function begin(answering, body, base) {
  clearTimeout(answering.timer);
  const operation = {
    id: newId(), url: `${answering.url}/${encodeURIComponent(answering.code)}`, base, body: JSON.stringify(body),
    parts: /** @type {Part[]} */ (Object.keys(body).filter(part => part !== "settles")),
  };
  answering.pending = {};
  answering.typedSince = 0;
  answering.operation = operation;
  answering.tries = 0;
  keep(answering);
}

/** Sends the operation under way, and again until the server has answered. @param {Answering} answering @param {boolean} [leaving] */
async function transmit(answering, leaving = false) {
  const operation = answering.operation;
  if (!operation || (answering.sending && !leaving)) {
    return;
  }

  if (answering.state !== "retrying" && answering.state !== "signIn") {
    answering.state = "saving";
    show(answering);
  }

  const sending = new AbortController();
  answering.sending = sending;
  // A weak line takes a second for each four kilobytes.
  const size = bytesOf(operation.body);
  const slow = setTimeout(() => fail(answering, "retrying", answering.trouble), slowAfter);
  const tooLong = setTimeout(() => sending.abort(), 4000 + size / 4);
  try {
    const token = leaving ? session.tokenNow : await session.token();
    if (token === "another person") {
      clearTimeout(slow);
      clearTimeout(tooLong);
      answering.sending = null;
      fail(answering, "signIn");
      session.ended();
      again(answering);
      return;
    }

    const response = await fetch(operation.url, {
      method: "PUT",
      body: operation.body,
      credentials: "same-origin",
      cache: "no-store",
      keepalive: leaving && carry(size),
      signal: sending.signal,
      headers: {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "If-Match": `"${operation.base}"`,
        "Idempotency-Key": operation.id,
        ...(token ? { [token.header]: token.token } : {}),
      },
    });
    session.heard(response);
    const answer = await response.json().catch(() => ({}));
    clearTimeout(slow);
    clearTimeout(tooLong);
    if (isOver()) {
      take(answering, operation, response.status, answer, response.headers);
    }
  } catch {
    clearTimeout(slow);
    clearTimeout(tooLong);
    if (isOver()) {
      fail(answering, "retrying");
      again(answering);
    }
  }

  /** Whether it is this operation's own sending that has come to an end. One that was sent twice is answered twice, and what came after it does not wait for that. */
  function isOver() {
    if (answering.sending === sending) {
      answering.sending = null;
    }

    if (answering.operation !== operation) {
      transmit(answering);
    }

    return answering.operation === operation;
  }
}

/** @param {Answering} answering @param {Operation} operation @param {number} status @param {any} answer @param {Headers} headers */
function take(answering, operation, status, answer, headers) {
  const sent = JSON.parse(operation.body);
  if (status === 200 && answer.version) {
    const before = answering.two;
    delete sent.settles;
    end(answering, operation);
    if (answer.version > answering.version) {
      answering.version = answer.version;
      answering.content = { ...answering.content, ...sent };
    }

    answering.at = answer.savedAt;
    answering.by = say("byYou");
    settle(answering, operation);
    if (before) {
      focusQuestion(answering);
    }

    session.goesOn();
    return;
  }

  if (status === 409 && answer.current) {
    end(answering, operation);
    delete sent.settles;
    if (alike({ ...answering.content, ...sent }, contentOf(answer.current))) {
      // The other one says the same, or it was this page that had been cut off before it heard that its answer had arrived.
      answering.version = answer.current.version;
      answering.content = contentOf(answer.current);
      answering.at = answer.current.answeredAt;
      answering.by = answer.current.answeredBy;
      settle(answering, operation);
      return;
    }

    if (goesOn(answering.content, sent, contentOf(answer.current))) {
      // All that stands is in what was typed here: mostly what a page of this very person sent as it went, and never heard of.
      takePlace(answering, answer.current, sent, operation.id, answering.pending);
      return;
    }

    answering.pending = { ...sent, ...answering.pending };
    answering.two = {
      id: operation.id, mine: { ...answering.content, ...answering.pending }, mineBy: "", mineByReader: true, mineAt: new Date().toISOString(),
      theirs: answer.current, before: { ...answering.content }, fresh: true,
    };
    answering.state = "two";
    keep(answering);
    show(answering);
    announce(say("sayTwoAnswers", answering.code), true);
    return;
  }

  if (status === 410 && "settles" in sent) {
    // Somebody has chosen meanwhile. What was typed here is one answer like others now; what was merely chosen is on record already.
    const isOwn = answering.two?.fresh;
    delete sent.settles;
    end(answering, operation);
    answering.two = null;
    answering.pending = isOwn ? { ...sent, ...answering.pending } : answering.pending;
    afterChoice(answering);
    return;
  }

  if (status === 401) {
    fail(answering, "signIn");
    session.ended();
    again(answering);
  } else if (status === 400 && answering.tries < 3) {
    // The antiforgery token is too old, or belongs to an earlier session.
    session.forgetToken();
    again(answering, 200);
  } else if (status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429) {
    // What was refused stays where it was typed, and is sent again only when it was changed.
    end(answering, operation);
    delete sent.settles;
    answering.pending = { ...sent, ...answering.pending };
    answering.held = true;
    refuse(answering, answer.problem || say("refused"), "refused");
  } else {
    // What the server says of itself ("storage is full") stands beside the receipt until it takes the answer.
    fail(answering, "retrying", typeof answer.problem === "string" ? answer.problem : "");
    again(answering, Number(headers.get("Retry-After")) * 1000 || undefined);
  }
}

/** The server has what the operation said; what was typed meanwhile follows. @param {Answering} answering @param {Operation} operation */
function settle(answering, operation) {
  answering.state = "saved";
  answering.two = null;
  operation.parts.filter(part => !(part in answering.pending)).forEach(part => answering.typed.delete(part));
  keep(answering);
  const element = elementOf(answering);
  if (element && Number(element.dataset.version) > answering.version) {
    adopt(element);
  }

  show(answering);
  send(answering);
}

/** There is nothing to choose any more: what the server knows comes into the question, and what was typed meanwhile follows. @param {Answering} answering */
function afterChoice(answering) {
  answering.state = isPending(answering) ? "saving" : answering.at ? "saved" : "";
  keep(answering);
  const element = elementOf(answering);
  if (element) {
    element.dataset.setAside = "";
    adopt(element);
  }

  show(answering);
  send(answering);
}

/** Whether two say the same, in whatever order. @param {any} one @param {any} other @returns {boolean} */
function alike(one, other) {
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") {
    return (one ?? null) === (other ?? null);
  }

  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every(item => other.includes(item));
  }

  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every(name => alike(one[name] ?? null, other[name] ?? null));
}

/** What is given takes the place of the answer that stands, which settles the choice between the two; the rest follows.
 * @param {Answering} answering @param {any} standing @param {Record<string, any>} given @param {string} settles @param {Partial<Record<Part, any>>} later */
function takePlace(answering, standing, given, settles, later) {
  answering.version = standing.version;
  answering.content = contentOf(standing);
  begin(answering, { ...given, settles }, standing.version);
  answering.pending = later;
  transmit(answering);
}

/** Whether texts that were given on top of an older answer only go on where the newer one ends, which went on where the older one ended, and
 * nothing else of it has changed: whoever took something away from it is not to be overruled unseen.
 * @param {Content} base @param {Partial<Content>} given @param {Content} stands */
function goesOn(base, given, stands) {
  return /** @type {Part[]} */ (["value", "comment", "source"]).every(part => {
    const [text, standing] = [given[part], stands[part]];
    return !(part in given) ? alike(base[part], standing)
      : alike(text, standing) || (typeof text === "string" && typeof standing === "string" && standing.startsWith(base[part] ?? "") && text.startsWith(standing));
  });
}

/** @param {Answering} answering @param {Operation} operation */
function end(answering, operation) {
  answering.operation = null;
  answering.tries = 0;
}

/** @param {Answering} answering @param {string} problem @param {string} state */
function refuse(answering, problem, state) {
  answering.refusal = problem;
  if (!answering.operation) {
    answering.state = state;
  }

  show(answering);
  keep(answering);
  if (state === "refused") {
    announce(say("sayRefused", answering.code, problem), true);
  }
}

/** Puts the saved answer back in place of one that was refused. @param {Answering} answering @param {HTMLElement} element */
function takeBack(answering, element) {
  answering.pending = {};
  answering.unfinished = "";
  answering.typed.clear();
  answering.refusal = "";
  answering.held = false;
  answering.state = answering.at ? "saved" : "";
  adopt(element);
  keep(answering);
  focusQuestion(answering);
}

/** @param {Answering} answering @param {"retrying" | "signIn"} state @param {string} [trouble] what the server said of itself */
function fail(answering, state, trouble = "") {
  if (answering.state !== state || answering.trouble !== trouble) {
    answering.state = state;
    answering.trouble = trouble;
    show(answering);
    summarise();
  }

  announce(say(state === "signIn" ? "saySignIn" : "sayRetrying"));
}

/** @param {Answering} answering @param {number} [pause] */
function again(answering, pause) {
  answering.tries++;
  const backOff = Math.min(longestPause, 1000 * 2 ** Math.min(answering.tries - 1, 5)) * (0.7 + Math.random() * 0.6);
  clearTimeout(answering.timer);
  answering.timer = window.setTimeout(() => transmit(answering), pause ?? backOff);
}

/** Everything that waits, now. @param {boolean} [leaving] */
function flush(leaving = false) {
  for (const answering of answerings.values()) {
    if (answering.operation) {
      transmit(answering, leaving);
    } else {
      send(answering, leaving);
    }
  }
}

const encoder = new TextEncoder();
/** @param {string} text */
const bytesOf = text => encoder.encode(text).length;
let carried = 0;

/** Whether the browser still carries this on after the page is gone. @param {number} size */
function carry(size) {
  if (carried + size > keepaliveLimit) {
    return false;
  }

  carried += size;
  return true;
}

session.onBack(() => flush());
window.addEventListener("online", () => flush());
window.addEventListener("pageshow", event => {
  carried = 0;
  if (event.persisted) {
    flush();
  }
});
window.addEventListener("pagehide", () => flush(true));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    flush(true);
  } else {
    carried = 0;
    for (const answering of answerings.values()) {
      if (answering.state === "signIn" || answering.state === "retrying") {
        transmit(answering);
      }
    }
  }
});

window.addEventListener("beforeunload", event => {
  flush();
  const waiting = [...answerings.values()].filter(isUnsaved);
  // What is merely on its way is carried on by the browser after the page is gone.
  const size = waiting.reduce((sum, answering) => sum + (answering.operation ? bytesOf(answering.operation.body) : 0), 0);
  if (waiting.some(answering => answering.state !== "saving") || (waiting.length > 0 && size > keepaliveLimit)) {
    event.preventDefault();
  }
});

// Signing out sends first what waits, and asks when it cannot; then nothing of the person stays in this browser.
document.addEventListener("submit", async event => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-sign-out]")) {
    return;
  }

  event.preventDefault();
  flush();
  const until = Date.now() + 5000;
  const left = () => [...answerings.values()].filter(isUnsaved);
  while (left().length > 0 && Date.now() < until && !session.isOver && left().some(answering => answering.operation)) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }

  if (left().length === 0 || await leavesThem()) {
    await journal.destroy();
    answerings.clear();
    summarise();
    form.submit();
  }
});

/** Asks whether what is not saved may be lost. @returns {Promise<boolean>} */
function leavesThem() {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-leaving]"));
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  dialog.showModal();
  return new Promise(resolve => {
    /** @param {boolean} leave */
    const close = leave => {
      dialog.close();
      before?.focus();
      resolve(leave);
    };
    dialog.oncancel = () => close(false);
    /** @type {HTMLElement} */ (dialog.querySelector("[data-stay]")).onclick = () => close(false);
    /** @type {HTMLElement} */ (dialog.querySelector("[data-leave]")).onclick = () => close(true);
  });
}

// ---- Two answers --------------------------------------------------------------------------------------------------------------

/** @param {Answering} answering @param {boolean} mine */
async function choose(answering, mine) {
  const two = answering.two;
  const element = elementOf(answering);
  if (!two || !element || answering.operation || answering.choosing) {
    return;
  }

  if (mine) {
    const body = two.fresh ? { ...two.mine, ...answering.pending } : { ...two.mine };
    takePlace(answering, two.theirs, body, two.id, two.fresh ? {} : answering.pending);
    return;
  }

  const [givenUp, unfinished] = [two.fresh ? { ...answering.pending } : {}, answering.unfinished];
  answering.choosing = true;
  answering.state = "saving";
  show(answering);
  try {
    const token = await session.token();
    const response = await fetch(`${answering.url}/${encodeURIComponent(answering.code)}/choices`, {
      method: "POST",
      // What was typed on beside the two is given up too, and stays on record with the rest.
      body: JSON.stringify({ ...givenUp, settles: two.id }),
      credentials: "same-origin",
      signal: AbortSignal.timeout(8000),
      headers: { "Content-Type": "application/json", "Accept": "application/json", "If-Match": `"${two.theirs.version}"`, "Idempotency-Key": two.id, ...(token && token !== "another person" ? { [token.header]: token.token } : {}) },
    });
    if (response.status === 409) {
      // The other one has changed once more: the choice is between other answers now.
      two.theirs = (await response.json()).current;
      answering.state = "two";
      keep(answering);
      show(answering);
      return;
    }

    if (response.status === 410) {
      // Somebody has chosen otherwise meanwhile, so what was typed is not given up for what was shown.
      answering.two = null;
      afterChoice(answering);
      return;
    }

    if (!response.ok) {
      throw new Error(String(response.status));
    }

    answering.version = Math.max(answering.version, two.theirs.version);
    answering.content = contentOf(two.theirs);
    answering.at = two.theirs.answeredAt;
    answering.by = element.dataset.by && Number(element.dataset.version) >= two.theirs.version ? element.dataset.by : two.theirs.answeredBy;
    answering.state = "saved";
    answering.two = null;
    // What was typed while the choice was on its way is not given up with the rest.
    for (const part of /** @type {Part[]} */ (Object.keys(givenUp))) {
      if (JSON.stringify(answering.pending[part]) === JSON.stringify(givenUp[part])) {
        delete answering.pending[part];
        answering.typed.delete(part);
      }
    }

    if (two.fresh && answering.unfinished === unfinished && !isPending(answering)) {
      answering.unfinished = "";
      answering.typed.clear();
    }

    fill(element, answering);
    adopt(element);
    keep(answering);
    focusQuestion(answering);
    send(answering);
  } catch {
    fail(answering, "retrying");
    answering.state = "two";
    show(answering);
  } finally {
    answering.choosing = false;
  }
}

/** @param {any} entry @returns {Content} */
const contentOf = entry => ({ value: entry.value ?? null, comment: entry.comment ?? null, source: entry.source ?? null });

/** An answer in words, from the words on the page. @param {HTMLElement} element @param {any} value @returns {string[]} */
function wordsOf(element, value) {
  if (!value) {
    return [say("noAnswer")];
  }

  /** @param {string} code @param {string} [half] */
  const option = (code, half) => {
    if (code === "notKnown") {
      return say("notKnown");
    }

    const input = /** @type {HTMLInputElement | undefined} */ (all(element, "input[data-part='value']").find(one =>
      /** @type {HTMLInputElement} */ (one).value === code && (!half || one.dataset.half === half)));
    return input?.nextElementSibling?.firstChild?.textContent ?? code;
  };
  if (value.notKnown) { return [say("notKnown")]; }
  if ("notApplicable" in value) { return [say("notApplicable", value.notApplicable)]; }
  if ("chosen" in value) { return [value.chosen].flat().map((/** @type {string} */ code) => option(code)); }
  if ("law" in value) { return [say("inLaw", option(value.law, "law")), say("inPractice", option(value.practice, "practice"))]; }
  if ("measured" in value) { return [`${new Intl.NumberFormat(language(), { maximumFractionDigits: 10 }).format(value.measured)} ${element.querySelector(".unit span")?.textContent ?? ""}`]; }
  if ("date" in value) { return [new Date(`${value.date}T00:00:00`).toLocaleDateString(language(), { day: "numeric", month: "long", year: "numeric" })]; }
  if ("citation" in value) { return [["title", "number", "year", "article", "url"].map(part => value.citation[part]).filter(Boolean).join(", ")]; }
  return [String(value.written ?? "")];
}

/** @param {HTMLElement} element @param {Answering} answering */
function showTwoAnswers(element, answering) {
  const place = /** @type {HTMLElement} */ (element.querySelector("[data-two-answers]"));
  const two = answering.two;
  place.hidden = !two;
  if (!two) {
    place.replaceChildren();
    return;
  }

  const shown = JSON.stringify([two.id, two.mine, two.theirs.version]);
  if (place.dataset.twoAnswers === shown && place.childElementCount > 0) {
    return;
  }

  place.dataset.twoAnswers = shown;
  const title = make("h4", {}, say("twoAnswersTitle"));
  title.id = `${answering.code}-two`;
  /** @param {string} heading @param {any} content @param {string} choice @param {string} verb */
  const side = (heading, content, choice, verb) => make("div", {},
    make("h4", {}, heading),
    ...wordsOf(element, content.value).map(line => make("p", { class: "written", dir: "auto" }, line)),
    ...(content.source ? [make("p", { class: "by", dir: "auto" }, say("source", content.source))] : []),
    ...(content.comment ? [make("p", { class: "by", dir: "auto" }, say("commentOf", content.comment))] : []),
    make("div", {}, make("button", { class: "button second dense", type: "button", "data-choose": choice }, verb, make("span", { class: "hidden" }, `: ${answering.code}`))));
  const mine = two.mineByReader ? say("yourAnswer", clock(two.mineAt)) : say("answerOf", two.mineBy, clock(two.mineAt));
  place.replaceChildren(make("div", { class: "notice conflict", role: "group", "aria-labelledby": title.id },
    title,
    make("p", {}, say("twoAnswersLead")),
    make("div", { class: "sides" },
      side(mine, two.mine, "mine", say(two.mineByReader ? "keepYours" : "takeThis")),
      side(say("answerOf", two.theirs.answeredBy ?? "", clock(two.theirs.answeredAt)), two.theirs, "theirs", say(two.mineByReader ? "takeTheirs" : "takeThis")),
      make("div", { class: "base" }, make("p", { class: "small", dir: "auto" }, make("span", { class: "muted" }, say("before")), " ", wordsOf(element, two.before.value).join("; "))))));
}

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/** @param {Answering} answering */
function focusQuestion(answering) {
  const element = elementOf(answering);
  const control = element?.querySelector('input[data-part="value"]:checked, [aria-pressed="true"], textarea[data-part="value"], .figure, .day') ?? element?.querySelector(".asks");
  /** @type {HTMLElement | null | undefined} */ (control)?.focus();
}

// ---- Receipts -----------------------------------------------------------------------------------------------------------------

const drawings = {
  tick: '<path d="m3 8.5 3.2 3.2L13 4.5"/>',
  clock: '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.3 1.6"/>',
  retry: '<path d="M13.2 7A5.3 5.3 0 0 0 3.6 5M2.8 9a5.3 5.3 0 0 0 9.6 2"/><path d="M3.4 2.2V5h2.8M12.6 13.8V11H9.8"/>',
  tension: '<path d="M2 8h3.5c2.5 0 2.5-4.5 5-4.5H14M5.5 8c2.500 0 2.500 4.500 5 4.500H14"/>',
  problem: '<path d="M8 2.2 14.5 13.5h-13z"/><path d="M8 6.5v3M8 11.6v.1"/>',
};

/** @type {Record<string, [string, keyof drawings, string, string]>} state → class, drawing, first line, second line */
const receipts = {
  saving: ["", "clock", "saving", ""],
  saved: ["saved", "tick", "saved", ""],
  retrying: ["retry", "retry", "retrying", "goOn"],
  signIn: ["retry", "retry", "signIn", "goOn"],
  refused: ["retry", "problem", "refused", "refusedMore"],
  incomplete: ["local", "problem", "incomplete", ""],
  two: ["local", "tension", "twoAnswers", "chooseOne"],
};

/** Shows at the question how its answer stands. @param {Answering} answering */
function show(answering) {
  const element = elementOf(answering);
  const receipt = element?.querySelector("[data-receipt]");
  if (!element || !receipt) {
    return;
  }

  showTwoAnswers(element, answering);
  const problem = /** @type {HTMLElement} */ (element.querySelector("[data-problem]"));
  problem.hidden = answering.refusal === "";
  setText(problem, answering.refusal);
  for (const field of all(element, 'input[data-part="value"]:not([type="radio"]):not([type="checkbox"]), textarea[data-part="value"]')) {
    field.toggleAttribute("aria-invalid", answering.refusal !== "" && field.offsetParent !== null);
    if (field.hasAttribute("aria-invalid")) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-errormessage", problem.id);
    }
  }

  const state = answering.two ? "two" : answering.state;
  const trouble = state === "retrying" ? answering.trouble : "";
  const look = `${state} ${answering.at} ${answering.by} ${trouble}`;
  if (receipt.getAttribute("data-receipt") === look) {
    return;
  }

  receipt.setAttribute("data-receipt", look);
  const [kind, drawing, first, second] = receipts[state] ?? ["", "tick", "", ""];
  receipt.className = `receipt ${kind}`.trim();
  if (!first) {
    receipt.replaceChildren();
    return;
  }

  const words = make("span", {});
  if (state === "saved") {
    words.append(...aroundTime(say("saved", "\u0000"), answering.at), make("small", {}, answering.by));
  } else {
    const more = second === "goOn" && !journal.isKept ? "keepOpen" : second;
    words.append(say(first), ...(trouble ? [make("small", { dir: "auto" }, trouble)] : []), ...(more ? [make("small", {}, say(more))] : []));
  }

  if (state === "refused") {
    words.append(make("small", {}, make("button", { class: "button plain dense", type: "button", "data-take-back": "" }, say("takeBack"), make("span", { class: "hidden" }, `: ${answering.code}`))));
  }

  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", `icon${drawing === "tension" ? " turn" : ""}`);
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  icon.innerHTML = drawings[drawing];
  receipt.replaceChildren(icon, words);
}

/** @param {string} words @param {string} at */
function aroundTime(words, at) {
  const [before, after] = words.split("\u0000");
  const time = make("time", { datetime: at }, clock(at));
  return [before, make("bdi", {}, time), after ?? ""];
}

/** The page's language; plain "en" would put the month before the day. */
const language = () => `${(document.documentElement.lang || "en").replace(/^en$/, "en-GB")}-u-nu-latn`;

/** The time of day of today, otherwise the day too. @param {string} at */
function clock(at) {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return moment.toDateString() === new Date().toDateString() ? time
    : `${moment.toLocaleDateString(language(), { day: "numeric", month: "short" })}, ${time}`;
}

let said = 0;
let waitingToSay = 0;
let wasFailing = false;

/** Says something to screen readers: at most one thing in five seconds, the latest. @param {string} words @param {boolean} [important] */
function announce(words, important = false) {
  wasFailing ||= !important;
  const place = document.querySelector("[data-announce]");
  if (!place || (!important && place.textContent === words)) {
    return;
  }

  clearTimeout(waitingToSay);
  waitingToSay = window.setTimeout(() => {
    said = Date.now();
    setText(document.querySelector("[data-announce]"), words);
  }, Math.max(0, said + 5000 - Date.now()));
}

window.setInterval(() => {
  const waits = [...answerings.values()].some(isUnsaved);
  if (wasFailing && !waits) {
    wasFailing = false;
    announce(say("saySaved"), true);
  }

  openJournal();
  takeLeftBehind();
  summarise();
}, 1000);

// ---- Coming and going of the page's parts -------------------------------------------------------------------------------------

/**
 * Where the focus is, so that it is found again when the page's parts are replaced: the nearest id, and the how-manieth of its kind under it.
 * @type {{ element: Element | null, name: string, isHeading: boolean, address: string, id: string, index: number, start: number | null, end: number | null } | null}
 */
let focused = null;

/** @param {Element} element */
function rememberFocus(element) {
  const holder = element.closest("[id]");
  focused = holder && {
    element, name: element.localName, isHeading: element.hasAttribute("tabindex"), address: location.pathname + location.search, id: holder.id, start: null, end: null,
    index: element === holder ? -1 : [...holder.querySelectorAll(element.localName)].indexOf(element),
  };
  rememberSelection();
}

function rememberSelection() {
  const field = document.activeElement;
  if (focused && field === focused.element && (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text"))) {
    [focused.start, focused.end] = [field.selectionStart, field.selectionEnd];
  }
}

/** Whoever comes to the page before its circuit does stays where they were when the circuit draws it anew. */
function restoreFocus() {
  if (!focused || focused.element?.isConnected || document.activeElement !== document.body || focused.address !== location.pathname + location.search) {
    return;
  }

  const { name, isHeading, id, index, start, end } = focused;
  const holder = document.getElementById(id);
  const lost = /** @type {HTMLElement | null | undefined} */ (index < 0 ? holder : holder?.querySelectorAll(name)[index]);
  if (!lost) {
    return;
  }

  const hidden = /** @type {HTMLElement | null} */ (lost.closest("[hidden]"));
  if (hidden) {
    hidden.hidden = false;
  }

  // Headings take the focus only while they are told to.
  if (isHeading && !lost.hasAttribute("tabindex")) {
    lost.tabIndex = -1;
  }

  lost.focus({ preventScroll: true });
  if (start !== null) {
    /** @type {HTMLInputElement} */ (lost).setSelectionRange(start, end ?? start);
    rememberSelection();
  }
}

document.addEventListener("focusin", event => rememberFocus(/** @type {Element} */ (event.target)));
document.addEventListener("focusout", event => queueMicrotask(() => {
  // Left by a click beside it, not because it was taken out of the page.
  if (focused?.element === event.target && focused?.element?.isConnected && document.activeElement === document.body) {
    focused = null;
  }
}));
document.addEventListener("selectionchange", rememberSelection);
// The browser tells that the cursor has moved a moment after the key was heard, and the page may be drawn anew between the two.
document.addEventListener("input", rememberSelection, true);

/** What a person has opened stays open when the page's parts are replaced. @type {Set<string>} */
const opened = new Set();
document.addEventListener("toggle", event => {
  const details = /** @type {HTMLDetailsElement} */ (event.target);
  if (details.id && questionOf(details) && details.isConnected) {
    details.open ? opened.add(details.id) : opened.delete(details.id);
  }
}, true);

/** @param {HTMLElement[]} elements */
function adoptAll(elements) {
  const page = root();
  if (!page || elements.length === 0) {
    return;
  }

  texts = JSON.parse(page.dataset.texts ?? "{}");
  for (const element of elements) {
    adopt(element);
    for (const id of opened) {
      const details = /** @type {HTMLDetailsElement | null} */ (element.querySelector(`#${CSS.escape(id)}`));
      if (details) {
        details.open = true;
      }
    }
  }
}

/** Another section stands in the page: reading begins at its heading. @param {HTMLElement} page */
function beginSection(page) {
  const heading = page.querySelector("h2[tabindex]");
  focused = null;
  if (heading instanceof HTMLElement) {
    heading.scrollIntoView({ block: "start" });
    heading.focus({ preventScroll: true });
  }
}

new MutationObserver(records => {
  /** @type {Set<HTMLElement>} */
  const questions = new Set();
  for (const record of records) {
    if (record.attributeName === "data-section") {
      beginSection(/** @type {HTMLElement} */ (record.target));
    } else if (record.type === "attributes") {
      questions.add(/** @type {HTMLElement} */ (record.target));
    }

    for (const node of record.addedNodes) {
      if (node instanceof HTMLElement && !node.closest("[data-two-answers], [data-receipt]")) {
        if (node.dataset.question) {
          questions.add(node);
        }

        all(node, "[data-question]").forEach(element => questions.add(element));
      }
    }
  }

  adoptAll([...questions].filter(element => element.isConnected && element.dataset.question));
  restoreFocus();
}).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-version", "data-set-aside", "data-section"] });

// This script does not wait for the rest of the page: whoever types while other scripts are on their way is heard. What was typed even
// before it differs from what the page came with.
const early = /** @type {HTMLInputElement[]} */ (all(document, "[data-question] [data-part]")).filter(control =>
  control.type === "radio" || control.type === "checkbox" ? control.checked !== control.defaultChecked
    : !(control instanceof HTMLButtonElement) && control.value !== control.defaultValue);
const kept = early.map(control => /** @type {[HTMLInputElement, ControlState]} */ ([control, stateOf(control)]));
all(document, "[data-question] details[open]").forEach(details => opened.add(details.id));
if (document.activeElement && document.activeElement !== document.body) {
  rememberFocus(document.activeElement);
}

adoptAll(all(document, "[data-question]"));
for (const [control, state] of kept) {
  setControl(control, state);
}

kept.forEach(([control]) => changed(control, true));

// A page that is loaded again, by the person or after a restart of the server, goes on where it was: the ids of what was open and focused,
// never a word of an answer.
const placeKey = "answers-place";
window.addEventListener("pagehide", () => {
  if (root()) {
    try {
      sessionStorage.setItem(placeKey, JSON.stringify({ address: location.href, focused: focused && { ...focused, element: null }, opened: [...opened], top: window.scrollY }));
    } catch {
      // Without storage the page begins at its top.
    }
  }
});

function findPlace() {
  try {
    const place = JSON.parse(sessionStorage.getItem(placeKey) ?? "null");
    sessionStorage.removeItem(placeKey);
    const entry = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
    if (place?.address === location.href && entry?.type === "reload") {
      place.opened.forEach((/** @type {string} */ id) => opened.add(id));
      focused ??= place.focused;
      adoptAll(all(document, "[data-question]"));
      restoreFocus();
      window.scrollTo({ top: place.top });
    }
  } catch {
    // As above.
  }
}

/** For whom the journal is open. */
let openFor = "";

/** Another person in the same page: nothing of the one before is shown or sent. What earlier pages of this one could not send is sent now. */
async function openJournal() {
  // Pages without a bar, such as those for printing, do not say who is there.
  const person = session.personId;
  if (!person || person === openFor) {
    return;
  }

  if (openFor) {
    answerings.forEach(answering => answering.sending?.abort());
    answerings.clear();
  }

  openFor = person;
  takeUp(person, await journal.open(person));
  // The page in whose place this one came may not have gone yet.
  setTimeout(takeLeftBehind, 150);
  setTimeout(takeLeftBehind, 500);
}

/** @param {string} person @param {any[]} kept what earlier pages of theirs could not send */
function takeUp(person, kept) {
  if (person === openFor) {
    kept.forEach(restore);
    [...answerings.values()].filter(isUnsaved).forEach(keep);
    if (kept.length > 0) {
      announce(say("sayRestored"), true);
    }
  }
}

async function takeLeftBehind() {
  const person = openFor;
  if (person) {
    const kept = await journal.leftBehind(person);
    if (kept.length > 0) {
      takeUp(person, kept);
    }
  }
}

/** The whole page is there. */
function pageIsThere() {
  adoptAll(all(document, "[data-question]"));
  findPlace();
  openJournal();
  if (root()) {
    session.token().catch(() => {});
  }
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", pageIsThere);
} else {
  pageIsThere();
}
