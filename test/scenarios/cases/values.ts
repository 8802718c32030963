import type { CheckCase } from './case.ts';

export const VALUE_CASES: readonly CheckCase[] = [];
