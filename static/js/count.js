// Keeps the count on the page current. A hidden page asks for nothing; a failed answer leaves the figure as it stands.
const EVERY = 10_000; // milliseconds
const figures = document.querySelectorAll("[data-count-url]");
const written = new Intl.NumberFormat(document.documentElement.lang || undefined);
let timer = 0;

async function refresh(figure) {
  const answer = await fetch(figure.dataset.countUrl, { credentials: "omit", headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { signatories } = await answer.json();
  if (!Number.isInteger(signatories)) return;
  const words = written.format(signatories);
  if (figure.textContent !== words) figure.textContent = words;
}

function schedule() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(tick, EVERY);
}

async function tick() {
  await Promise.allSettled([...figures].map(refresh));
  schedule();
}

if (figures.length) {
  document.addEventListener("visibilitychange", schedule);
  schedule();
}
