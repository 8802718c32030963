import type { UserMatch } from '../../../src/vocabulary.ts';
import type { Content, Inputs } from '../check-run.ts';

/** One small export and the expected result of the check. */
export interface CheckCase {
  /** What is special about it. */
  readonly name: string;
  /** The content of `hr.csv`, or of several files by name. */
  readonly csv: string | Uint8Array | Readonly<Record<string, Content>>;
  readonly inputs?: Inputs;
  /** Results of the directory, by the user in lower case. */
  readonly directory?: Readonly<Record<string, UserMatch>>;
  /** `line severity rule column`, in any order; for other files than `hr.csv`: `file:line …`. Empty by default. */
  readonly findings?: readonly string[];
  /** What is sent, as plain comma-separated lines; `AS_IT_IS`: the rows of the file. By default, nothing may be sent. */
  readonly sent?: string;
  /** The content of the file of rejected rows. By default, there is none. */
  readonly rejected?: string | Uint8Array;
  /** Records per call, if it matters. */
  readonly calls?: readonly number[];
  /** Texts that must not appear in any message or column. */
  readonly hidden?: readonly string[];
  /** Texts that must appear in a message. */
  readonly mentions?: readonly string[];
}

export const AS_IT_IS = '(as it is)';

/** Headers of the usual exports. */
export const RESIGNATION = 'EmailAddress,ResignationDate,LastWorkingDate';
export const PROFILE = 'EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeAddressLine1,EmployeeZipCode';
export const REVIEW = 'EmailAddress,EffectiveDate,Remarks,Rating';
export const MIXED =
  'HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Remarks,Rating,OldLevel,NewLevel';

/** A valid resignation. */
export const leaver = (name: string): string =>
  `${name}@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z`;

/** Lines that end with LF. */
export const lines = (...rows: string[]): string => rows.map((row) => `${row}\n`).join('');

export const utf16le = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');
export const utf16be = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
export const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
