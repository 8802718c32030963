import { expect, it } from 'vitest';
import { CallQueue } from '../../src/connector/call-queue.ts';
import { planOf } from './material.ts';

it('calls that are put back start in the order of their records', () => {
  const queue = new CallQueue(planOf(5, 1).calls);
  const taken = Array.from({ length: 5 }, () => queue.take()!);
  for (const place of [3, 0, 4, 2, 1]) queue.putBack(taken[place]!);
  expect(queue.drain().map(({ call }) => call.firstRecord)).toEqual([0, 1, 2, 3, 4]);
  expect(queue.size).toBe(0);
});
