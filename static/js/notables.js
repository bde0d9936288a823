// Orders lines by dragging, and by Alt with an arrow key. Either way the line's own form is sent, as its buttons send it.

const AFTER = 0.5; // of a line's height: below it, what is dropped comes after
const MARKS = ["notable--before", "notable--after", "ordering__list--into"];
let dragged = null;

const lines = () => document.querySelectorAll("[data-notable]");

function prepare() {
  for (const line of lines()) line.draggable = true;
}

function unmark() {
  for (const mark of MARKS) document.querySelectorAll(`.${mark}`).forEach((each) => each.classList.remove(mark));
}

// Where a drop at this event would go: the list, and the line before which it is put (null: at the end).
function target(event) {
  const line = event.target.closest?.("[data-notable]");
  if (line) {
    const box = line.getBoundingClientRect();
    const after = event.clientY > box.top + box.height * AFTER;
    return { list: line.parentElement, before: after ? line.nextElementSibling : line, line, after };
  }
  const list = event.target.closest?.(".notable-heading")?.querySelector("[data-heading]");
  return list ? { list, before: null } : null;
}

function add(form, name, value) {
  const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(input);
}

function put(line, { list, before }) {
  const others = [...list.querySelectorAll("[data-notable]")].filter((each) => each !== line);
  const index = before === line ? others.indexOf(line.nextElementSibling) : others.indexOf(before);
  const form = line.querySelector("form.order");
  add(form, "to", "place");
  add(form, "heading", list.dataset.heading);
  add(form, "index", index < 0 ? others.length : index);
  form.requestSubmit();
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-notable]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
  dragged.classList.add("notable--dragged");
});

document.addEventListener("dragover", (event) => {
  const where = dragged && target(event);
  if (!where) return;
  event.preventDefault();
  unmark();
  if (where.line) where.line.classList.add(where.after ? "notable--after" : "notable--before");
  else where.list.classList.add("ordering__list--into");
});

document.addEventListener("drop", (event) => {
  const where = dragged && target(event);
  if (!where) return;
  event.preventDefault();
  put(dragged, where);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("notable--dragged");
  dragged = null;
  unmark();
});

document.addEventListener("keydown", (event) => {
  const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const line = event.altKey && way && event.target.closest?.("[data-notable], .notable-heading__head");
  const button = line && line.querySelector(`.order__button[value=${way}]`);
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
});

document.addEventListener("htmx:afterSettle", prepare);
// Without an answer that fits, the page is fetched anew and says what it is.
for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, () => location.reload());
}
prepare();
