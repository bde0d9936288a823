// Shows the buttons that copy a link, where the browser can copy, and says when one has.
const AFTER = 2_000; // milliseconds until a button says again what it does

async function copy(button) {
  const words = button.dataset.words;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; // not allowed here: the address stands beside the button
  }
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = words; }, AFTER);
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.dataset.words = button.textContent;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(button));
    button.hidden = false;
  }
}
