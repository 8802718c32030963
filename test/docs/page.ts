import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/sources.md'), 'utf8').replaceAll(
  '\r\n',
  '\n',
);

/** The first lines of a step, up to its name. */
const STEP = /^ {6}- /m;

/** The steps of one section of docs/sources.md in one shell. */
export interface Variant {
  /** Heading of the section. */
  readonly section: string;
  readonly shell: 'bash' | 'pwsh';
  /** YAML, indented as in a job; the sign-in step is included where the section has one. */
  readonly steps: string;
}

/** Complete workflows of the page: for Linux in bash, then for Windows in PowerShell. */
export const FRAMES: readonly string[] = yamlBlocks(PAGE).filter((block) => block.startsWith('name:'));

/** Every section with steps, in the order of the page. */
export const VARIANTS: readonly Variant[] = PAGE.split(/^## /m).slice(1).flatMap(variantsOf);

function yamlBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
}

function variantsOf(text: string): Variant[] {
  const section = text.slice(0, text.indexOf('\n'));
  const blocks = yamlBlocks(text).filter((block) => STEP.test(block) && !block.startsWith('name:'));
  const [signIn = ''] = /^ {6}- uses: azure\/login@[\s\S]*?(?=^ {6}- name:)/m.exec(blocks[0] ?? '') ?? [];
  return blocks.map((block) => ({
    section,
    shell: block.includes('shell: pwsh') ? ('pwsh' as const) : ('bash' as const),
    steps: block.startsWith('      - uses: azure/login') ? block : `${signIn}${block}`,
  }));
}

/** @returns The workflow with these steps in place of its first one. */
export function workflowWith(frame: string, steps: string): string {
  const fetchStep = /^ {6}- name: Fetch the export\n[\s\S]*?(?=^ {6}- )/m;
  if (!fetchStep.test(frame)) throw new Error('the workflow has no step "Fetch the export"');
  return frame.replace(fetchStep, () => steps);
}
