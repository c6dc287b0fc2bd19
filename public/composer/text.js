// The text of the message box: what is in it, and how it is changed so that the browser's undo takes it
// back.

/** Puts a text where `from` to `to` was, and selects a part of it, by default the end. */
export function replace(box, from, to, text, select = [text.length, text.length]) {
  box.focus();
  box.setSelectionRange(from, to);
  // Nothing else keeps the history of the box, and it tells the page as typing does.
  const isDone = text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
  if (!isDone && from !== to + text.length) {
    box.setRangeText(text, from, to, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true, data: text }));
  }
  box.setSelectionRange(from + select[0], from + select[1]);
}

/** Whether a position is within code: between fences, or backticks of its line. */
export function isInCode(before) {
  if (before.split(/^```/m).length % 2 === 0) {
    return true;
  }
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return line.split("`").length % 2 === 0;
}

/** Whether a key belongs to an input method that composes a character. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
