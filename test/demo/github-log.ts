import type { WorkflowCommand } from '../e2e/runner-log.ts';

/** Words before an annotation's text in GitHub's log. */
const LABELS: Readonly<Record<string, string>> = {
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
};
const COLORS: Readonly<Record<string, string>> = { error: '31', warning: '33', notice: '36' };

/**
 * The log of a step as GitHub shows it: commands as annotations and groups, masked values as `***`, debug lines hidden.
 * @param stdout What the action printed.
 * @param read Reads the command of one line; undefined for a line that is none.
 * @param hasColor The terminal shows colours.
 */
export function renderLog(
  stdout: string,
  read: (line: string) => WorkflowCommand | undefined,
  hasColor: boolean,
): string {
  const masks: string[] = [];
  const hide = (text: string): string => masks.reduce((rest, mask) => rest.replaceAll(mask, '***'), text);
  const lines: string[] = [];
  for (const line of stdout.split(/\r\n|\r|\n/)) {
    const command = read(line);
    if (command === undefined) {
      if (line !== '') lines.push(hide(line));
    } else if (command.command === 'add-mask') {
      masks.push(command.message);
      // The longest first: a part of another value must not spoil it.
      masks.sort((a, b) => b.length - a.length);
    } else if (command.command === 'group') {
      lines.push(`▾ ${hide(command.message)}`);
    } else {
      lines.push(...annotation(command, hide, hasColor));
    }
  }
  return lines.join('\n');
}

function annotation(
  { command, message }: WorkflowCommand,
  hide: (text: string) => string,
  hasColor: boolean,
): string[] {
  const label = LABELS[command];
  if (label === undefined) return [];
  return `${label}${hide(message)}`
    .split('\n')
    .map((line) => (hasColor ? `\u001b[${COLORS[command]}m${line}\u001b[0m` : line));
}
