// What the browser knows of time zones: its own, for forms that ask for it, and what time it is in
// others'. Pages are whole without it.

const own = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

/** Fills in the fields of a part of the page that ask for it. */
export function fillTimeZones(part) {
  for (const field of part.querySelectorAll('input[name="time_zone"]')) {
    if (field.value === "") {
      field.value = own;
    }
  }
}

fillTimeZones(document);

for (const place of document.querySelectorAll("[data-time-zone]")) {
  const timeZone = place.dataset.timeZone;
  try {
    const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone });
    place.textContent = `${clock.format()} local time (${timeZone})`;
  } catch {
    // The browser does not know that zone: its name stands there.
  }
}
