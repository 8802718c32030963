import type { CheckCase } from './case.ts';

export const COLUMN_CASES: readonly CheckCase[] = [];
