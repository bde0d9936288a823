// Solves the calculation in a sign form that came back: ALTCHA with PBKDF2, as Python's altcha checks it.
const box = document.querySelector("[data-challenge]");

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function derive(asked, counter) {
  const nonce = bytes(asked.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(asked.salt), iterations: asked.cost };
  return hex(await crypto.subtle.deriveBits(how, key, asked.keyLength * 8));
}

async function solve(asked) {
  for (let counter = 0; ; counter += 1) {
    const derivedKey = await derive(asked, counter);
    if (derivedKey.startsWith(asked.keyPrefix)) return { counter, derivedKey };
  }
}

// A form sent too early would only come back with a new calculation.
function wait(event) {
  const form = event.target;
  if (form.elements.altcha.value || form.elements.waits.checked) return;
  event.preventDefault();
  box.querySelector(".work__state").textContent = box.dataset.wait;
  box.scrollIntoView({ block: "nearest" });
}

async function work() {
  const state = box.querySelector(".work__state");
  if (!globalThis.crypto?.subtle) {
    state.textContent = box.dataset.cannot; // a page without https
    return;
  }
  state.textContent = box.dataset.running;
  box.closest("form").addEventListener("submit", wait);
  const challenge = JSON.parse(box.dataset.challenge);
  const solution = await solve(challenge.parameters);
  box.querySelector("[name=altcha]").value = btoa(JSON.stringify({ challenge, solution }));
  state.textContent = box.dataset.done;
}

if (box) work();
