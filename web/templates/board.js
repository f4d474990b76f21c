// Makes life better, nothing depends on it: a form that a button would lead to opens in its row.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("a[data-inplace]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const row = button.closest("[data-row]") ?? button.parentElement;
  const open = row.querySelector(".inplace");
  if (open) {
    open.remove();
    button.setAttribute("aria-expanded", "false");
    return;
  }
  const answer = await fetch(button.href + (button.href.includes("?") ? "&" : "?") + "del=1");
  if (!answer.ok || answer.redirected) {
    location.assign(button.href);
    return;
  }
  const place = document.createElement("div");
  place.className = "inplace";
  place.innerHTML = await answer.text();
  for (const form of place.querySelectorAll("form")) form.action = new URL(form.getAttribute("action"), answer.url);
  row.append(place);
  button.setAttribute("aria-expanded", "true");
  place.querySelector("input:not([type=hidden]), select, textarea, button:not(.unseen)")?.focus();
});
