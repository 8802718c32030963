/**
 * Reads a step's output as GitHub's runner does (actions/runner 2.336: ActionCommand, ActionCommandManager,
 * SecretMasker, ExecutionContext).
 */

/** A command of the runner in the action's output. */
export interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** A step's output as the runner interprets it. */
export interface StepLog {
  readonly commands: readonly WorkflowCommand[];
  /** Lines that are not commands. */
  readonly lines: readonly string[];
  /** The annotations that GitHub keeps: the first ten of each kind, truncated at 4,096 UTF-16 units, with masks only in the message. */
  readonly annotations: readonly WorkflowCommand[];
  /** The log as GitHub shows it: no titles, no files, masked. */
  readonly shown: string;
}

/** Commands that the runner knows; any other name is plain text. */
const REGISTERED: ReadonlySet<string> = new Set([
  'internal-set-repo-path',
  'set-env',
  'set-output',
  'save-state',
  'add-path',
  'add-mask',
  'add-matcher',
  'remove-matcher',
  'debug',
  'notice',
  'warning',
  'error',
  'group',
  'endgroup',
  'echo',
  'stop-commands',
]);

const ANNOTATIONS: ReadonlySet<string> = new Set(['error', 'warning', 'notice']);
const MAX_ANNOTATIONS = 10;
const MAX_MESSAGE = 4_096;

/** Words before an annotation's text in GitHub's log. */
const LABELS: Readonly<Record<string, string>> = {
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
};

/** Reads what a step printed to stdout and stderr. */
export function readStepLog(text: string): StepLog {
  const commands: WorkflowCommand[] = [];
  const lines: string[] = [];
  const annotations: WorkflowCommand[] = [];
  const shown: string[] = [];
  const masks: string[] = [];
  const hide = (hidden: string): string => masks.reduce((rest, mask) => rest.replaceAll(mask, '***'), hidden);
  for (const line of text.split(/\r\n|\r|\n/)) {
    const command = readCommand(line);
    if (command === undefined) {
      if (line === '') continue;
      lines.push(line);
      shown.push(hide(line));
      continue;
    }
    commands.push(command);
    if (command.command === 'add-mask') addMasks(masks, command.message);
    if (!ANNOTATIONS.has(command.command)) continue;
    const message = hide(command.message.slice(0, MAX_MESSAGE));
    shown.push(`${LABELS[command.command]}${message}`);
    const ofKind = annotations.filter((one) => one.command === command.command);
    if (ofKind.length < MAX_ANNOTATIONS) annotations.push({ ...command, message });
  }
  return { commands, lines, annotations, shown: shown.join('\n') };
}

/** Each line of a mask, whatever its length; the longest first, because one can be a part of another. */
function addMasks(masks: string[], value: string): void {
  masks.push(...value.split(/[\r\n]+/).filter((line) => line.trim() !== ''));
  masks.sort((a, b) => b.length - a.length);
}

/** The command in a line: `::name …::` after spaces, or `##[name …]` anywhere. */
export function readCommand(line: string): WorkflowCommand | undefined {
  const match =
    /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(line) ??
    /##\[([\w-]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
  if (match === null || !REGISTERED.has(match[1]!.toLowerCase())) return undefined;
  return { command: match[1]!, properties: readProperties(match[2] ?? ''), message: decode(match[3]!) };
}

function readProperties(text: string): Record<string, string> {
  const entries = text.split(/[,;]/).filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [entry.split('=')[0]!, decode(entry.slice(entry.indexOf('=') + 1))]),
  );
}

function decode(text: string): string {
  const codes: Record<string, string> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, (code) => codes[code]!);
}
