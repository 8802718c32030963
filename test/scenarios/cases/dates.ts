import type { CheckCase } from './case.ts';

export const DATE_CASES: readonly CheckCase[] = [];
