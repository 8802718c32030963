/** One arrow of a flow chart: from a box to a box. */
interface Arrow {
  readonly from: string;
  readonly to: string;
}

const BOX = { width: 210, height: 40, gapX: 70, gapY: 16 } as const;

/**
 * Draws a Mermaid flow chart of the plain kind that the summary has (`A["words"] --> B["words"]`, from left to right)
 * as SVG. @param diagram The diagram as HTML text: its words are already escaped.
 */
export function drawFlow(diagram: string): string {
  const text = diagram.replaceAll('&quot;', '"').replaceAll('&gt;', '>');
  const labels = new Map<string, string>();
  for (const [, name, label] of text.matchAll(/(\w+)\["([^"]*)"\]/g)) labels.set(name!, label!);
  const arrows = [...text.matchAll(/^\s*(\w+)(?:\[[^\]]*\])? --> (\w+)/gm)].map(
    ([, from, to]): Arrow => ({ from: from!, to: to! }),
  );
  const places = placeBoxes([...labels.keys()], arrows);
  const width = Math.max(...[...places.values()].map((one) => one.x)) + BOX.width + 2;
  const height = Math.max(...[...places.values()].map((one) => one.y)) + BOX.height + 2;
  const lines = arrows.map(({ from, to }) => arrow(places.get(from)!, places.get(to)!));
  const boxes = [...places].map(([name, place]) => box(place, labels.get(name) ?? name));
  return `<svg role="img" aria-label="Way of the records" viewBox="0 0 ${width} ${height}" width="${width}" style="max-width:100%;height:auto;color:inherit">${lines.join('')}${boxes.join('')}</svg>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A column for each step from the start, boxes in the order in which they are named. */
function placeBoxes(names: readonly string[], arrows: readonly Arrow[]): Map<string, Place> {
  const columns = new Map(names.map((name) => [name, 0]));
  for (const { from, to } of arrows) columns.set(to, columns.get(from)! + 1);
  const taken = new Map<number, number>();
  return new Map(
    names.map((name) => {
      const column = columns.get(name)!;
      const row = taken.get(column) ?? 0;
      taken.set(column, row + 1);
      return [name, { x: 1 + column * (BOX.width + BOX.gapX), y: 1 + row * (BOX.height + BOX.gapY) }];
    }),
  );
}

function arrow(from: Place, to: Place): string {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2 - 7} ${y2}" fill="none" stroke="#8c959f" stroke-width="1.5"/><path d="M${x2 - 8} ${y2 - 5}l8 5l-8 5z" fill="#8c959f"/>`;
}

function box({ x, y }: Place, label: string): string {
  return `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="5" fill="#8c959f" fill-opacity="0.15" stroke="#8c959f"/><text x="${x + BOX.width / 2}" y="${y + 25}" text-anchor="middle" font-size="14" fill="currentColor">${label}</text>`;
}
