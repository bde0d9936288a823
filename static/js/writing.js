// What htmx leaves open where one writes: the preview is live, its failures are said, and nothing typed is lost by leaving.
const form = document.querySelector(".writing__form");
const away = document.querySelector("#draft-away");
const mayBeOld = (old) => { if (away) away.hidden = !old; };
let unsaved = form?.closest(".writing--previewed") !== null;

// The preview comes by itself, so there is nothing to press for it.
for (const button of document.querySelectorAll("button[data-live]")) button.hidden = true;

form?.addEventListener("input", () => { unsaved = true; });
form?.addEventListener("submit", () => { unsaved = false; });
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// Who has been signed out is sent to the sign-in page, which is no preview.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asked = new URL(detail.pathInfo.finalRequestPath, location.href).pathname;
  const answered = new URL(detail.xhr.responseURL || location.href).pathname;
  if (asked !== answered) detail.shouldSwap = false;
  mayBeOld(asked !== answered || detail.xhr.status !== 200);
});
document.addEventListener("htmx:sendError", () => mayBeOld(true));
