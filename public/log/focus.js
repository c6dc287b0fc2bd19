// Forms in the log are drawn anew when somebody reacts or votes. What had the focus in one has it afterwards
// too, or its message if it is gone.

/** The form that has the focus, by its address, and its control, by its value. */
let focused = null;

document.addEventListener("focusin", ({ target }) => {
  const form = target.closest?.(".log article form[action]");
  focused = form && {
    target,
    log: form.closest(".log"),
    message: form.closest("article"),
    className: form.className,
    action: form.getAttribute("action"),
    value: target.value,
  };
});
document.addEventListener("focusout", ({ target }) => {
  const left = focused;
  // Not if it is being taken out of the page: some browsers tell of that while it is still there.
  queueMicrotask(() => {
    if (target.isConnected && focused === left) focused = null;
  });
});

function restore() {
  if (!focused || focused.target.isConnected || document.activeElement !== document.body) return;
  const { log, message, className, action, value } = focused;
  const forms = [...log.querySelectorAll("form")];
  const form = forms.find((one) => one.className === className && one.getAttribute("action") === action);
  const controls = [...(form?.elements ?? [])];
  const control = controls.find((one) => one.value === value && !one.disabled);
  (control ?? message).focus({ preventScroll: true });
}

for (const log of document.querySelectorAll(".log")) {
  new MutationObserver(restore).observe(log, { childList: true, subtree: true });
}
