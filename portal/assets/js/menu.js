// The menu closes when one presses elsewhere, goes on with Tab, or presses Escape.
export function startMenu(root) {
  const menu = root.querySelector(".menu");
  if (!menu) return;
  const close = () => menu.removeAttribute("open");
  root.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) close();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    menu.querySelector("summary").focus();
  });
}
