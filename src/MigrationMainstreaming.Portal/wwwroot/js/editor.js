// What the questionnaire editor needs of the browser: undo and redo by keyboard, the address of the open place, the focus.

let page = null;

function onKey(event) {
  if (!page || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  // While somebody types, the field's own undo is meant.
  if (event.target.closest?.("textarea, input:not([type=checkbox], [type=radio])")) return;
  const key = event.key.toLowerCase();
  const method = key === "y" || (key === "z" && event.shiftKey) ? "RedoAsync" : key === "z" ? "UndoAsync" : null;
  if (!method) return;
  event.preventDefault();
  page.invokeMethodAsync(method);
}

// What is tried in the preview is read by the script that reads answers everywhere.
function onValue(event) {
  if (page && event.target.closest(".preview")) page.invokeMethodAsync("Try", event.target.dataset.question, JSON.stringify(event.detail));
}

export function enter(reference) {
  page = reference;
  document.addEventListener("answer-value", onValue);
  document.addEventListener("keydown", onKey);
}

export function leave() {
  page = null;
  document.removeEventListener("answer-value", onValue);
  document.removeEventListener("keydown", onKey);
}

export function remember(address) {
  history.replaceState(history.state, "", address);
}

export function moveTo(id) {
  document.getElementById(id)?.focus();
}
