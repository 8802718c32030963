import type { CheckCase } from './case.ts';

export const SKIP_CASES: readonly CheckCase[] = [];
