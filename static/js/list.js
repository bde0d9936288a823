// What htmx leaves open on the list: tidy addresses, where the focus goes, and an end to scrolling on.
const AT_ONCE = 4; // pages that load by coming into view, until somebody presses again
let unasked = 0;
let moving = false;

// Filters that are not used stay out of the address, as people pass it on.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of [...Object.entries(detail.parameters)]) {
    if (!value) delete detail.parameters[name];
  }
});

// A link that has the focus waits to be pressed, and so does everybody who wants to reach the page's foot.
document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.detail.elt;
  if (!link.matches(".pager__next")) return;
  const pressed = event.detail.requestConfig.triggeringEvent?.type === "click";
  unasked = pressed ? 0 : unasked + 1;
  if (!pressed && (unasked > AT_ONCE || link === document.activeElement)) event.preventDefault();
  moving = link === document.activeElement;
});

// Who pressed "More names" goes on reading at the first of them.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!moving || detail.target.isConnected) return;
  moving = false;
  const added = [...document.querySelectorAll("#results > .days")].at(-1);
  added?.setAttribute("tabindex", "-1");
  added?.focus({ preventScroll: true });
});

// Without an answer the browser asks in its own way, and says so when that fails too.
for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, ({ detail }) => location.assign(detail.pathInfo.finalRequestPath));
}
