// What the browser knows of time zones: its own, for forms that ask for it, and what time it is in
// others'. Pages are whole without it.

const own = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

for (const field of document.querySelectorAll('input[name="time_zone"]')) {
  if (field.value === "") {
    field.value = own;
  }
}

for (const place of document.querySelectorAll("[data-time-zone]")) {
  const timeZone = place.dataset.timeZone;
  try {
    const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone });
    place.textContent = `${clock.format()} local time (${timeZone})`;
  } catch {
    // The browser does not know that zone: its name stands there.
  }
}
