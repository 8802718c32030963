import { ActionError, type Explanation } from '../errors.ts';
import { printable } from '../text/printable.ts';
import type { Mode, Visibility, Warning } from '../vocabulary.ts';

import type { Answer, VisibilityTools } from './ask-visibility.ts';
import type { GitHubContext } from './github-context.ts';

/** What started the workflow run. */
export type TriggeringEvent = Pick<GitHubContext, 'eventName' | 'ref' | 'isPullRequestComment'>;

/** What the decision of the guard depends on. */
export interface GuardedRun {
  readonly mode: Mode;
  readonly event: TriggeringEvent;
  readonly visibility: Visibility;
  /** The input `allow-public-repository`. */
  readonly allowPublicRepository: boolean;
}

/** The decision of the guard: continue, optionally with a warning, or stop. */
export interface GuardVerdict {
  readonly refusal?: Explanation;
  readonly warning?: Warning;
}

const PROPOSED =
  'A pull request is a proposal: its file would reach the HR connector before anyone approved it.';
const REVIEWED =
  'Anyone who can review a pull request can start this event, before the pull request is merged.';

/**
 * Events that may not upload, each with its reason. All others may, on any branch: the rules of the environment
 * restrict branches. `preflight` sends nothing and may run on any event. To add an event, add a row.
 * Source: GitHub Docs, "Events that trigger workflows".
 */
const EVENTS_WITHOUT_UPLOAD: readonly {
  readonly matches: (event: TriggeringEvent) => boolean;
  readonly because: string;
}[] = [
  { matches: isNamed('pull_request'), because: PROPOSED },
  {
    matches: isNamed('pull_request_target'),
    because:
      'A pull request, also one from a fork, starts this event with the secrets of the repository, before anyone approved it.',
  },
  { matches: isNamed('pull_request_review'), because: REVIEWED },
  { matches: isNamed('pull_request_review_comment'), because: REVIEWED },
  {
    matches: isNamed('merge_group'),
    because: 'A merge queue tests a merge that may still be rejected: the file is not on the branch yet.',
  },
  {
    matches: ({ eventName, isPullRequestComment }) => eventName === 'issue_comment' && isPullRequestComment,
    because:
      'Anyone who can comment on a pull request can start this event, before the pull request is merged.',
  },
  { matches: ({ ref }) => ref.startsWith('refs/pull/'), because: PROPOSED },
];

function isNamed(name: string): (event: TriggeringEvent) => boolean {
  return ({ eventName }) => eventName === name;
}

/** Whether the run may handle HR data. */
export function judgeRun(run: GuardedRun): GuardVerdict {
  const refused = EVENTS_WITHOUT_UPLOAD.find(({ matches }) => matches(run.event));
  if (run.mode === 'upload' && refused !== undefined) {
    return { refusal: eventRefusal(run.event, refused.because) };
  }
  if (run.allowPublicRepository) return {};
  // This mode opens no connection, and cells are never shown: a warning is enough.
  if (run.mode === 'validate' && run.visibility === 'unknown') return { warning: UNKNOWN_IN_VALIDATE };
  return BY_VISIBILITY[run.visibility];
}

function eventRefusal({ eventName }: TriggeringEvent, because: string): Explanation {
  return {
    code: 'event-not-allowed',
    what: `The event \`${printable(eventName)}\` cannot upload.`,
    means: because,
    fix: [
      'To check the file of a pull request, set `mode: validate`; it needs no credentials.',
      'Upload on `schedule`, `workflow_dispatch`, `repository_dispatch`, `workflow_run` or `push`.',
    ],
  };
}

const ALLOW =
  'If the file contains no real people (a demonstration, a test), set `allow-public-repository: true`.';

const UNKNOWN_IN_VALIDATE: Warning = {
  title: 'Unknown visibility',
  lines: [
    "The event's payload does not say whether this repository is public, and `mode: validate` does not ask GitHub.",
    'Anyone can read the files of a public repository: it must not contain HR data.',
  ],
};

const BY_VISIBILITY: Readonly<Record<Visibility, GuardVerdict>> = {
  private: {},
  internal: {
    warning: {
      title: 'Internal repository',
      lines: [
        'This repository is internal: everyone in the enterprise can read its files, the log and the job summary.',
        'Use a private repository for HR data.',
      ],
    },
  },
  public: {
    refusal: {
      code: 'repository-public',
      what: 'This repository is public, so the action does not read HR data in it.',
      means: 'Anyone can read the files, the log and the job summary of a public repository.',
      fix: ['Move the workflow and the file to a private repository.', ALLOW],
    },
  },
  unknown: {
    refusal: {
      code: 'repository-visibility-unknown',
      what: 'The action could not find out whether this repository is public, so it does not read HR data in it.',
      means: "The event's payload does not contain the visibility.",
      fix: [
        'Set `permissions: contents: read` in the job, and omit the input `github-token` to use its default.',
        'If the repository is not public, set `allow-public-repository: true`.',
      ],
    },
  },
};

/**
 * Stops the run before a file is read if it may not handle HR data. Asks GitHub only if the payload does not contain the
 * visibility, and never in `validate`, which opens no connection.
 * @throws {ActionError} when the run must stop.
 * @throws {NetworkError} when the run is cancelled in the meantime.
 */
export async function guardRepository(
  context: GitHubContext,
  inputs: Pick<GuardedRun, 'mode' | 'allowPublicRepository'>,
  tools: VisibilityTools,
): Promise<{ readonly visibility: Visibility; readonly warnings: readonly Warning[] }> {
  const judge = (visibility: Visibility): GuardVerdict => judgeRun({ ...inputs, event: context, visibility });
  let answer: Answer = { visibility: context.visibility, because: '' };
  const mustAsk =
    answer.visibility === 'unknown' && inputs.mode !== 'validate' && !inputs.allowPublicRepository;
  // An event that may not upload is refused in every repository, so GitHub need not be asked.
  if (mustAsk && judge('private').refusal === undefined) {
    // Imported lazily: the payload nearly always contains it.
    const { askVisibility } = await import('./ask-visibility.ts');
    answer = await askVisibility(context, tools);
  }
  const { refusal, warning } = judge(answer.visibility);
  if (refusal !== undefined) {
    throw new ActionError({ ...refusal, means: `${refusal.means ?? ''} ${answer.because}`.trim() });
  }
  return { visibility: answer.visibility, warnings: warning === undefined ? [] : [warning] };
}
