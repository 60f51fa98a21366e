/* Makes pages that already work livelier: progress of an upload, verdicts and boards that arrive
   by themselves, times that keep counting. */

const RETRIES = 3;
const PAUSE_MS = 1500;

for (const form of document.querySelectorAll("form[data-upload]")) improveUpload(form);
for (const region of document.querySelectorAll("[data-live=pending]")) follow(region);
setInterval(refreshTimes, 20_000);

/* Uploads */

function improveUpload(form) {
  const input = form.querySelector("input[type=file]");
  acceptDrops(form, input);
  input.addEventListener("change", () => refuseTooLarge(form, input));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (refuseTooLarge(form, input)) return;
    send(form, new FormData(form), randomKey(), RETRIES);
  });
  addEventListener("pageshow", (event) => event.persisted && rest(form));
}

function acceptDrops(form, input) {
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    form.classList.add("dragging");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("dragging");
  });
  document.addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    form.classList.remove("dragging");
    const first = new DataTransfer();
    first.items.add(event.dataTransfer.files[0]);
    input.files = first.files;
    input.dispatchEvent(new Event("change"));
    input.focus();
  });
}

function refuseTooLarge(form, input) {
  const size = input.files[0]?.size ?? 0;
  const tooLarge = size > Number(form.dataset.limit);
  const found = `${(Math.ceil(size / 1e4) / 100).toLocaleString(document.documentElement.lang)} MB`;
  showProblems(form, tooLarge ? [{ message: form.dataset.tooLarge.replace("{found}", found) }] : []);
  return tooLarge;
}

/* The same key at every attempt: a file that did arrive is not counted a second time. */
function send(form, body, key, retries) {
  const request = new XMLHttpRequest();
  request.open("POST", form.dataset.upload);
  request.setRequestHeader("Idempotency-Key", key);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    showProgress(form, form.dataset.sending, event.loaded / event.total);
  });
  request.addEventListener("load", () => finish(form, request));
  request.addEventListener("error", async () => {
    if (!(await isUnchanged(body.get("file")))) return fail(form, [{ message: form.dataset.changed }]);
    if (retries === 0) return fail(form, [{ message: form.dataset.lost }]);
    showProgress(form, form.dataset.again, null);
    setTimeout(() => send(form, body, key, retries - 1), PAUSE_MS);
  });
  showProblems(form, []);
  showProgress(form, form.dataset.sending, 0);
  request.send(body);
}

/* A browser sends no file that was written to after it was chosen. */
async function isUnchanged(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function finish(form, request) {
  if (request.status === 202) location.assign(`/submissions/${request.response.id}`);
  else if (request.status === 200) location.assign(`/submissions/${request.response.id}?same=true`);
  else if (request.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  else fail(form, request.response?.errors ?? [{ message: form.dataset.lost }]);
}

function fail(form, problems) {
  rest(form);
  showProblems(form, problems);
}

/* Ready to send: also after a failure, and on a page that comes back as it was left. */
function rest(form) {
  form.querySelector("[data-progress]").hidden = true;
  form.querySelector("button.primary").disabled = false;
}

function showProgress(form, words, share) {
  const box = form.querySelector("[data-progress]");
  box.hidden = false;
  box.querySelector("[role=status]").textContent = words;
  const bar = box.querySelector("progress");
  if (share === null) bar.removeAttribute("value");
  else bar.value = share;
  form.querySelector("button.primary").disabled = true;
}

function showProblems(form, problems) {
  const box = form.querySelector("[data-problems]");
  box.hidden = problems.length === 0;
  box.replaceChildren(...problems.map(problemItem));
}

function problemItem({ message, hint }) {
  const item = document.createElement("div");
  item.append(paragraph("what", message));
  if (hint) item.append(paragraph("hint", hint));
  return item;
}

function paragraph(name, text) {
  const element = document.createElement("p");
  element.className = name;
  element.textContent = text;
  return element;
}

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* Live regions: an event says that something changed, the page itself says what. */

function follow(region) {
  let open = [];
  let waiting = 0;
  const connect = () => {
    open = sources(region).map((address) => listen(address, region.dataset.event, changed));
  };
  const changed = (event) => {
    if (isShown(region, JSON.parse(event.data)) || waiting) return;
    waiting = setTimeout(async () => {
      waiting = 0;
      await refresh(region);
      if (region.dataset.live === "final") close();
    }, region.dataset.event === "board" ? 500 + Math.random() * PAUSE_MS : 0);
  };
  const close = () => {
    for (const source of open) source.close();
    open = [];
  };
  /* A hidden tab holds no connection: browsers allow few to one site. */
  document.addEventListener("visibilitychange", () => {
    close();
    if (!document.hidden && region.dataset.live !== "final") connect();
  });
  connect();
}

function sources(region) {
  return [region, ...region.querySelectorAll("[data-events]")]
    .map((element) => element.dataset.events)
    .filter(Boolean);
}

function listen(address, name, changed) {
  const source = new EventSource(address);
  source.addEventListener(name, changed);
  return source;
}

function isShown(region, change) {
  if (region.dataset.event === "board") {
    const panel = region.querySelector(`#board-${change.track}`);
    return panel?.dataset.version === String(change.version);
  }
  const printed = region.querySelector("[data-printed]")?.textContent ?? "";
  return region.dataset.state === `${change.state} ${change.position}` && printed === (change.progress ?? "");
}

async function refresh(region) {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return location.reload();
  const finished = region.dataset.live !== "final" && fresh.dataset.live === "final";
  region.replaceChildren(...fresh.childNodes);
  Object.assign(region.dataset, fresh.dataset);
  document.title = page.title;
  if (finished) region.querySelector(".verdict").classList.add("arrived");
  announce(region);
}

function announce(region) {
  const words = region.dataset.changed ?? region.querySelector("[data-headline]")?.textContent;
  const told = document.querySelector("[data-announce]");
  if (told.textContent !== words.trim()) told.textContent = words.trim();
}

/* Times */

function refreshTimes() {
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang);
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? units.at(-1);
    time.textContent = words.format(Math.trunc(seconds / length), unit);
  }
}
