// Keys of an officer's queue, and how many of the page have an answer.
const form = document.getElementById("vouching");
const toggle = document.getElementById("keys");
const help = document.querySelector(".vouching__keys");
const FIELDS = "textarea, select, [contenteditable], input:not([type=radio])";
let keysAreOn = localStorage.getItem("queue-keys") !== "off";

if (form) {
  const rows = [...form.querySelectorAll(".vouch")];
  const current = () => rows.findIndex((row) => row.contains(document.activeElement));

  function go(place) {
    const row = rows[Math.max(0, Math.min(place, rows.length - 1))];
    const radio = row.querySelector(":checked") ?? row.querySelector("input");
    radio.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function answer(key) {
    const place = Math.max(0, current());
    const radio = rows[place].querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!radio) return false;
    radio.click();
    go(place + 1);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (!keysAreOn || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest?.(FIELDS)) return;
    const key = event.key.toLowerCase();
    if (key === "j") go(current() + 1);
    else if (key === "k") go(current() - 1);
    else if (key === "s") document.getElementById("save").focus();
    else if (!answer(key)) return;
    event.preventDefault();
  });

  const progress = form.querySelector(".vouching__progress");
  function count() {
    const chosen = form.querySelectorAll(".vouch :checked").length;
    progress.querySelector("progress").value = chosen;
    progress.querySelector("output").value = chosen;
  }
  form.addEventListener("change", count);
  progress.hidden = false;
  count();

  // Who speaks to the computer would press keys with every word, and switches them off.
  function show() {
    toggle.setAttribute("aria-pressed", keysAreOn);
    form.classList.toggle("vouching--without-keys", !keysAreOn);
    help.hidden = !keysAreOn;
  }
  toggle.addEventListener("click", () => {
    keysAreOn = !keysAreOn;
    localStorage.setItem("queue-keys", keysAreOn ? "on" : "off");
    show();
  });
  toggle.hidden = false;
  show();
}
