// Keys of the queue, where the focus goes after a decision, and what is said when there is no answer.
const moderating = document.getElementById("moderating");
const FIELDS = "input, textarea, select, [contenteditable]";
let keysAreOn = localStorage.getItem("queue-keys") !== "off";

// A key presses the button that bears it, if that is to be seen: reasons to refuse are not until Refuse is open.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest?.(FIELDS)) return;
  if (event.key === "Escape") close();
  if (event.key === "?") return help(event);
  if (!keysAreOn && !moderating.contains(event.target)) return;
  const buttons = [...moderating.querySelectorAll("[data-key]")];
  const button = buttons.find((each) => each.dataset.key === event.key.toLowerCase() && each.checkVisibility());
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
});

// The list of keys opens and closes with its own key, wherever the focus is.
const keyHelp = document.getElementById("key-help");
function help(event) {
  event.preventDefault();
  keyHelp.open = !keyHelp.open;
  if (keyHelp.open) keyHelp.querySelector("summary").focus();
}

function close() {
  const refuse = moderating.querySelector("details[open]");
  if (!refuse) return;
  refuse.open = false;
  refuse.querySelector("summary").focus();
}

// Elsewhere on the page, people who speak to the computer would press keys with every word, so
// they can be switched off there. In the queue they always work.
const toggle = document.getElementById("keys");
function show() {
  toggle.setAttribute("aria-pressed", keysAreOn);
}
toggle.addEventListener("click", () => {
  keysAreOn = !keysAreOn;
  localStorage.setItem("queue-keys", keysAreOn ? "on" : "off");
  show();
});
toggle.hidden = keyHelp.hidden = false;
show();

// 409 and 422 are pages of the queue too. An answer without a queue is a page to go to, such as the sign-in.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.responseText.includes('id="queue"')) {
    detail.shouldSwap = true;
    detail.isError = false;
  } else if (detail.xhr.status < 400) {
    detail.shouldSwap = false;
    location.assign(location.pathname);
  }
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const taken = detail.requestConfig?.elt?.matches("[data-hx-trigger]");
  const error = document.querySelector("#queue [aria-invalid]");
  const next = error ?? document.getElementById("open-name");
  if (taken || detail.target.id !== "queue" || !next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    document.getElementById("said").textContent = moderating.dataset.noAnswer;
  });
}
