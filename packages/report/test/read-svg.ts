/** The tags of an SVG file, with their attributes; fails where they do not nest or text holds what XML forbids. */
export function readSvg(svg: string): { tag: string; attributes: string; text: string }[] {
  const open: string[] = [];
  const found: { tag: string; attributes: string; text: string }[] = [];
  for (const [, close, tag = '', attributes = '', empty, text = ''] of svg.matchAll(
    /<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)\s*(\/?)>([^<]*)/gi,
  )) {
    if (close) {
      if (open.pop() !== tag) throw new Error(`</${tag}> closes nothing`);
    } else {
      found.push({ tag, attributes, text });
      if (!empty) open.push(tag);
    }
  }
  if (open.length > 0) throw new Error(`<${open.join('>, <')}> stay open`);
  const rest = svg.replace(/<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)\s*(\/?)>/gi, '');
  if (/[<]|&(?!#\d+;)/.test(rest)) throw new Error(`not XML: ${rest}`);
  return found;
}
