// Brings the token of the session of now into a page that outlived its own, blank forms included.

export async function renewTokens(page) {
  const answer = await (await fetch(page.location.href)).text();
  const token = new DOMParser().parseFromString(answer, "text/html").querySelector("[name=csrf_token]")?.value;
  if (!token) return;
  const places = [page, ...[...page.querySelectorAll("template")].map((blank) => blank.content)];
  for (const place of places) {
    for (const field of place.querySelectorAll("[name=csrf_token]")) field.value = token;
  }
}
