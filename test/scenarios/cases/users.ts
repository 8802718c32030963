import type { CheckCase } from './case.ts';

export const USER_CASES: readonly CheckCase[] = [];
