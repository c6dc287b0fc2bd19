// Rich text of other programs, as it is pasted, made into what one would type here.

/** Text around which marks can stand: not around the white space at its ends. */
function marked(sign, text) {
  const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
  return inner === "" || inner.startsWith(sign) ? text : `${before}${sign}${inner}${sign}${after}`;
}

/** The weight that a style says; nothing if it says none. */
const weight = (element) => /font-weight\s*:\s*(\w+)/i.exec(element.dataset.style ?? "")?.[1];
const isBold = (element) => weight(element) === "bold" || Number(weight(element)) >= 600;

function inline(node) {
  return [...node.childNodes].map(piece).join("");
}

function block(text) {
  return `\n${text.replace(/^\n+|\s+$/g, "")}\n`;
}

function items(list) {
  const all = [...list.children].filter((child) => child.localName === "li");
  const first = list.localName === "ol" ? Number(list.getAttribute("start") ?? 1) : 0;
  return all
    .map((item, at) => {
      const sign = list.localName === "ol" ? `${first + at}. ` : "- ";
      const [line, ...more] = inline(item).trim().split("\n");
      return [sign + line.trim(), ...more.filter((one) => one.trim()).map((one) => `  ${one}`)].join("\n");
    })
    .join("\n");
}

function table(element) {
  const rows = [...element.rows].map((row) =>
    [...row.cells].map((cell) => inline(cell).trim().replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|")),
  );
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2) {
    return rows.flat().join("\n");
  }
  const line = (cells) => `| ${Array.from({ length: width }, (_, at) => cells[at] ?? "").join(" | ")} |`;
  const [head, ...rest] = rows;
  return [line(head), line(Array(width).fill("---")), ...rest.map(line)].join("\n");
}

function piece(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    return node.data.replace(/[ \t\r\n]+/g, " ");
  }
  if (node.nodeType !== Node.ELEMENT_NODE) {
    return "";
  }
  switch (node.localName) {
    case "script":
    case "style":
    case "head":
    case "title":
    case "template":
      return "";
    case "br":
      return "\n";
    case "hr":
      return "\n";
    case "b":
    case "strong":
      // Some programs wrap everything in a `b` that is not bold.
      return ["normal", "400"].includes(weight(node)) ? inline(node) : marked("**", inline(node));
    case "i":
    case "em":
      return marked("_", inline(node));
    case "s":
    case "del":
    case "strike":
      return marked("~~", inline(node));
    case "span":
      return isBold(node) ? marked("**", inline(node)) : inline(node);
    case "code":
    case "kbd":
    case "tt":
      return node.textContent.includes("`") ? node.textContent : marked("`", node.textContent);
    case "pre":
      return block(`\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\``);
    case "a": {
      const text = inline(node).trim();
      const address = node.getAttribute("href") ?? "";
      const isLink = /^(?:https?:|mailto:)/i.test(address) && text !== "" && !text.includes("\n");
      return isLink && text !== address ? `[${text}](${address})` : text;
    }
    case "ul":
    case "ol":
      return block(items(node));
    case "table":
      return block(table(node));
    case "blockquote":
      return block(inline(node).trim().replace(/^/gm, "> "));
    case "h1":
    case "h2":
    case "h3":
    case "h4":
    case "h5":
    case "h6":
      return block(`${"#".repeat(Number(node.localName[1]))} ${inline(node).trim()}`);
    case "p":
    case "div":
    case "section":
    case "article":
    case "header":
    case "footer":
    case "tr":
      return block(inline(node));
    default:
      return inline(node);
  }
}

/** The Markdown of HTML from the clipboard. Nothing of it is run or loaded: it is only parsed. */
export function markdown(html) {
  // Styles and handlers would be refused by the policy of the page, also where nothing is drawn or run.
  const bare = html.replaceAll(/([\s"'/])(style|on\w+)(\s*=)/gi, "$1data-$2$3");
  const { body } = new DOMParser().parseFromString(bare, "text/html");
  return inline(body)
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
