import type { CheckCase } from './case.ts';

export const FILE_CASES: readonly CheckCase[] = [];
