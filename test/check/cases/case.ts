import type { UserMatch } from '../../../src/vocabulary.ts';
import type { Content, Inputs } from '../check-run.ts';

/** One small export and what the check must say of it. */
export interface CheckCase {
  /** What is special about it, in words. */
  readonly name: string;
  /** The content of `hr.csv`, or of several files by name. */
  readonly csv: string | Uint8Array | Readonly<Record<string, Content>>;
  readonly inputs?: Inputs;
  /** What the directory knows of the users that were looked up, by their value in lower case. */
  readonly directory?: Readonly<Record<string, UserMatch>>;
  /** `line severity rule column`, in any order; in another file than `hr.csv`: `file:line …`. None when left out. */
  readonly findings?: readonly string[];
  /** What is sent, as plain comma-separated lines; `AS_IT_IS`: the rows of the file. Nothing may be sent when left out. */
  readonly sent?: string;
  /** The content of the file of rejected rows. None when left out. */
  readonly rejected?: string | Uint8Array;
  /** Records of each call, where that matters. */
  readonly calls?: readonly number[];
  /** Must not be seen in any message or column. */
  readonly hidden?: readonly string[];
  /** Must be in some message. */
  readonly told?: readonly string[];
}

export const AS_IT_IS = '(as it is)';

/** Headers of the usual exports. */
export const RESIGNATION = 'EmailAddress,ResignationDate,LastWorkingDate';
export const PROFILE = 'EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeAddressLine1,EmployeeZipCode';
export const REVIEW = 'EmailAddress,EffectiveDate,Remarks,Rating';
export const MIXED =
  'HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Remarks,Rating,OldLevel,NewLevel';

/** A good resignation of somebody. */
export const leaver = (name: string): string =>
  `${name}@contoso.com,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z`;

/** Lines with LF behind each. */
export const lines = (...rows: string[]): string => rows.map((row) => `${row}\n`).join('');

export const utf16le = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');
export const utf16be = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
export const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
