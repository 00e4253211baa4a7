// @ts-check
// What was typed and is not saved yet, kept in this browser until the server has it: a crash of the browser or the machine takes at most
// the last moment. Entries are encrypted with a key that scripts can use and nobody can read out; it belongs to one person, one country and
// this device, and is destroyed when the person signs out or another one signs in. Nothing stays longer than a day.
// Where the browser keeps nothing (private windows, unencrypted lines, a full disk) everything stays in memory, and `isKept` says so.

/** @typedef {{ id: string, person: string, key: string, tab: string, at: number, iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer }} Entry */
/** @typedef {{ id: string, person: string, owner: string, key: CryptoKey, at: number }} OwnersKey */

const longestKept = 24 * 60 * 60 * 1000;
const newName = () => [...crypto.getRandomValues(new Uint8Array(12))].map(byte => byte.toString(16).padStart(2, "0")).join("");
const tab = newName();

/** @type {IDBDatabase | null} */
let database = null;
/** Which entries wait to be written, newest state each; `null`: to be taken out. @type {Map<string, { owner: string, state: any } | null>} */
const waiting = new Map();
/** @type {Promise<void> | null} */
let writing = null;
/** The tabs that were open when it was last looked. @type {Set<string>} */
let living = new Set();
/** The key with which each owner's entries are sealed at present. @type {Map<string, Promise<OwnersKey>>} */
const keys = new Map();

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answerOf = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const endOf = transaction => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = transaction.onabort = () => reject(transaction.error);
});

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open("answers", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys", { keyPath: "id" });
    request.result.createObjectStore("entries", { keyPath: "id" });
  };
  return answerOf(request);
}

/** @param {number} at */
const isOld = at => Date.now() - at >= longestKept;

/** The owner's key to seal with; another one each day. @param {string} owner @returns {Promise<OwnersKey>} */
async function keyOf(owner) {
  const held = await keys.get(owner);
  if (held && !isOld(held.at)) {
    return held;
  }

  const found = freshKeyOf(owner);
  keys.set(owner, found);
  return found;
}

/** @param {string} owner @returns {Promise<OwnersKey>} */
async function freshKeyOf(owner) {
  const db = /** @type {IDBDatabase} */ (database);
  /** @type {OwnersKey[]} */
  const kept = await answerOf(db.transaction("keys").objectStore("keys").getAll());
  const fresh = kept.find(key => key.owner === owner && !isOld(key.at));
  if (fresh) {
    return fresh;
  }

  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const made = { id: newName(), person: personOf(owner), owner, key, at: Date.now() };
  await answerOf(db.transaction("keys", "readwrite").objectStore("keys").put(made));
  return made;
}

/** @param {string} owner */
const personOf = owner => owner.split("/")[0];

/** What a sealed entry is bound to: moved to another place it cannot be opened. @param {string} key @param {string} id */
const bound = (key, id) => new TextEncoder().encode(`${key}\n${id}`);

/** @param {string} owner @param {string} id @param {any} state @returns {Promise<Entry>} */
async function seal(owner, id, state) {
  const { id: key, key: secret } = await keyOf(owner);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(key, id) }, secret, new TextEncoder().encode(JSON.stringify(state)));
  return { id, person: personOf(owner), key, tab, at: Date.now(), iv, sealed };
}

/** @param {Entry} entry @param {OwnersKey[]} all @returns {Promise<any>} its state; nothing where it cannot be opened any more */
async function unseal(entry, all) {
  try {
    const { iv, key, id, sealed } = entry;
    const secret = /** @type {OwnersKey} */ (all.find(one => one.id === key)).key;
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(key, id) }, secret, sealed)));
  } catch {
    return null;
  }
}

/** Writes what waits, until nothing does. */
async function write() {
  while (database && waiting.size > 0) {
    const batch = [...waiting];
    waiting.clear();
    try {
      const entries = await Promise.all(batch.map(async ([id, kept]) => kept && seal(kept.owner, id, kept.state)));
      const transaction = database.transaction("entries", "readwrite");
      const store = transaction.objectStore("entries");
      batch.forEach(([id], index) => {
        const entry = entries[index];
        entry ? store.put(entry) : store.delete(id);
      });
      await endOf(transaction);
    } catch {
      // Full, refused, or taken away: memory is what remains, and the page says so.
      database = null;
    }
  }

  writing = null;
}

/** The tabs that are still open: what they hold they send themselves. @returns {Promise<Set<string>>} */
async function openTabs() {
  const held = (await navigator.locks?.query())?.held ?? [];
  return new Set(held.map(lock => lock.name?.startsWith("answers-") ? lock.name.slice(8) : ""));
}

/**
 * Takes out what is too old, and everything of anybody else, and gives what pages of this person that are gone could not send.
 * @param {string} person @returns {Promise<{ id: string, state: any }[]>} oldest first
 */
async function sift(person) {
  const db = /** @type {IDBDatabase} */ (database);
  living = await openTabs();
  const transaction = db.transaction(["keys", "entries"], "readwrite");
  const [keyStore, entryStore] = [transaction.objectStore("keys"), transaction.objectStore("entries")];
  /** @type {[OwnersKey[], Entry[]]} */
  const [allKeys, allEntries] = [await answerOf(keyStore.getAll()), await answerOf(entryStore.getAll())];
  const kept = allEntries.filter(entry => entry.person === person && !isOld(entry.at));
  allEntries.filter(entry => !kept.includes(entry)).forEach(entry => entryStore.delete(entry.id));
  allKeys.filter(key => key.person !== person || (isOld(key.at) && !kept.some(entry => entry.key === key.id))).forEach(key => keyStore.delete(key.id));
  await endOf(transaction);
  const left = kept.filter(entry => entry.tab !== tab && !living.has(entry.tab)).sort((one, other) => one.at - other.at);
  return Promise.all(left.map(async entry => ({ id: entry.id, state: await unseal(entry, allKeys) })));
}

/** @param {string} person @returns {Promise<any[]>} */
async function take(person) {
  const found = await sift(person);

  // From now on they are this page's, under its own names: taken out with the writing that puts them in again.
  found.forEach(({ id }) => waiting.set(id, null));
  return found.map(({ state }) => state).filter(state => state !== null);
}

export const journal = {
  /** Whether what is typed outlives this page. */
  get isKept() { return database !== null; },

  /**
   * Opens the journal of a person and gives what earlier pages of theirs could not send, oldest first.
   * @param {string} person @returns {Promise<any[]>}
   */
  async open(person) {
    try {
      if (!crypto.subtle || !indexedDB) {
        return [];
      }

      database ??= await open();
      database.onversionchange = () => {
        database?.close();
        database = null;
      };
      navigator.locks?.request(`answers-${tab}`, () => new Promise(() => {}));
      return await take(person);
    } catch {
      database = null;
      return [];
    }
  },

  /**
   * Gives what other tabs of the person, which have gone since it was last looked, could not send. One that a page has just taken the place of
   * may still seem open when that page looks first.
   * @param {string} person @returns {Promise<any[]>}
   */
  async leftBehind(person) {
    try {
      const now = database ? await openTabs() : living;
      const isGone = [...living].some(name => !now.has(name));
      living = now;
      return isGone ? await take(person) : [];
    } catch {
      return [];
    }
  },

  /** Keeps the newest state of one thing. @param {string} owner person/country @param {string} id @param {any} state */
  put(owner, id, state) {
    if (database) {
      waiting.set(`${tab} ${id}`, { owner, state });
      writing ??= Promise.resolve().then(write);
    }
  },

  /** The server has it. @param {string} id */
  remove(id) {
    if (database) {
      waiting.set(`${tab} ${id}`, null);
      writing ??= Promise.resolve().then(write);
    }
  },

  /** Everything that was put is written. */
  async written() { await writing; },

  /** Takes out everything, with the keys: the person signs out. */
  async destroy() {
    waiting.clear();
    keys.clear();
    await writing;
    database?.close();
    database = null;
    await new Promise(resolve => {
      const request = indexedDB.deleteDatabase("answers");
      request.onsuccess = request.onerror = request.onblocked = resolve;
    }).catch(() => {});
  },
};
