import type { CheckCase } from './case.ts';

export const HOSTILE_CASES: readonly CheckCase[] = [];
