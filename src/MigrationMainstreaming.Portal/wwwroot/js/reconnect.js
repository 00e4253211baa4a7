// Restores the line to the server without blocking the page.
// Scripts that hold something unsaved say so with <html data-unsaved>; as long as it stands, the page is never reloaded by itself.

const banner = document.getElementById("components-reconnect-modal");
const pause = 4000;
// Nobody who types finds the page gone under their hands.
const restBeforeReload = 3000;
let typedAt = 0;
document.addEventListener("input", () => { typedAt = Date.now(); });

const unsaved = () => document.documentElement.hasAttribute("data-unsaved");

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

async function serverAnswers() {
  try {
    const response = await fetch("health/live", { cache: "no-store" });
    return response.ok;
  } catch {
    return false;
  }
}

// The attempts of the framework are over: go on for as long as the page is open.
async function keepTrying() {
  for (;;) {
    await wait(pause);
    if (!await serverAnswers()) continue;
    try {
      if (await Blazor.reconnect()) return;
    } catch {
      continue;
    }
    await startAgain();
    return;
  }
}

// The server no longer knows this page, usually after a restart.
async function startAgain() {
  try {
    if (await Blazor.resumeCircuit()) {
      banner.classList.remove("components-reconnect-show", "components-reconnect-failed", "components-reconnect-rejected");
      return;
    }
  } catch {
    // Nothing to resume: the page is loaded again below.
  }
  banner.classList.add("components-reconnect-rejected");
  while (unsaved() || Date.now() < typedAt + restBeforeReload || !await serverAnswers()) await wait(pause);
  location.reload();
}

banner?.addEventListener("components-reconnect-state-changed", event => {
  if (event.detail.state === "failed") keepTrying();
  if (event.detail.state === "rejected") startAgain();
});

banner?.querySelector("[data-reload]")?.addEventListener("click", () => location.reload());
