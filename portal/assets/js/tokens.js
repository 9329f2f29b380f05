// Marks by which the portal knows that a form is sent again, and no second thing is meant.

// Not randomUUID: a browser has that on safe addresses alone.
export function newToken() {
  const four = () => crypto.getRandomValues(new Uint16Array(1))[0].toString(16).padStart(4, "0");
  const parts = Array.from({ length: 8 }, four);
  return `${parts[0]}${parts[1]}-${parts[2]}-${parts[3]}-${parts[4]}-${parts.slice(5).join("")}`;
}

// A copy of a page that is opened twice would have two things made as one.
export function renewTokens(page) {
  const forms = "form[data-begins], form[action$='/answers'], form[action$='/reopening']";
  for (const { elements } of page.querySelectorAll(forms)) elements.token.value = newToken();
}
