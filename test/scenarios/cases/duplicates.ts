import type { CheckCase } from './case.ts';

export const DUPLICATE_CASES: readonly CheckCase[] = [];
