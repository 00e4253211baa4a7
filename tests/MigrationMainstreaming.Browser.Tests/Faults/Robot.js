// What a robot's page tells of itself: every keystroke that reached a field, every save that went out and what it was answered, and ten times
// a second whether a question says something of its answer that is not so.
(() => {
  const waiting = {};
  const out = {};
  const blamed = new Set();
  const note = (...words) => window.rigNote?.(JSON.stringify(words)).catch(() => {});
  const blame = (what, code) => {
    if (!blamed.has(what + code)) {
      blamed.add(what + code);
      note("wrong", what, code);
    }
  };

  document.addEventListener("input", event => {
    const control = event.target;
    const question = control.closest?.("[data-question]");
    const part = control.dataset?.part;
    if (!question || !part || !event.isTrusted) {
      return;
    }

    const code = question.dataset.question;
    (waiting[code] ??= {})[part] = { value: control.value, at: performance.now() };
    note("typed", code, part, control.value, control.type);
  }, true);

  const plain = window.fetch;
  window.fetch = async (address, how) => {
    const found = how?.method === "PUT" && /\/answers\/([^/]+)$/.exec(String(address));
    const chosen = how?.method === "POST" && /\/answers\/([^/]+)\/choices$/.exec(String(address));
    if (!found) {
      const answer = await plain(address, how);
      if (chosen && answer.ok) {
        delete waiting[decodeURIComponent(chosen[1])];
      }

      return answer;
    }

    const [code, operation, began] = [decodeURIComponent(found[1]), how.headers["Idempotency-Key"], performance.now()];
    out[operation] ??= { code, began };
    note("sent", code, operation, how.headers["If-Match"], how.body);
    const answer = await plain(address, how).finally(() => delete out[operation]);
    const text = await answer.text();
    if (answer.status === 200 || answer.status === 409) {
      for (const [part, typed] of Object.entries(waiting[code] ?? {})) {
        if (typed.at <= began && part in JSON.parse(how.body)) {
          delete waiting[code][part];
        }
      }
    }

    note("answered", code, operation, answer.status, text);
    return new Response(answer.status === 204 ? null : text, { status: answer.status, headers: answer.headers });
  };

  setInterval(() => {
    for (const receipt of document.querySelectorAll("[data-question] [data-receipt]")) {
      const code = receipt.closest("[data-question]").dataset.question;
      const isSaved = receipt.classList.contains("saved");
      if (isSaved && Object.keys(waiting[code] ?? {}).length > 0) {
        blame("said that it was saved while it was not: ", code);
      }

      for (const one of Object.values(out)) {
        const speaks = receipt.classList.contains("retry") || receipt.classList.contains("local");
        if (one.code === code && performance.now() - one.began > 5000 && !speaks) {
          blame("said nothing for five seconds of a save that did not arrive: ", code);
        }
      }
    }
  }, 100);
})();
