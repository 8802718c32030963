import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Typed {
  readonly type: string;
  readonly 'allowed-values'?: readonly string[];
}

const read = <T>(name: string): T =>
  parse(readFileSync(join(import.meta.dirname, '../..', name), 'utf8')) as T;
const types = read<Record<'inputs' | 'outputs', Record<string, Typed>>>('action-types.yml');
const action = read<{ inputs: Record<string, { default?: string }>; outputs: object }>('action.yml');

test('every input and output of action.yml has a type', () => {
  expect(Object.keys(types.inputs)).toEqual(Object.keys(action.inputs));
  expect(Object.keys(types.outputs)).toEqual(Object.keys(action.outputs));
});

test('the default of an enumeration is one of its values', () => {
  const enumerations = Object.entries(types.inputs).filter(([, { type }]) => type === 'enum');
  expect(enumerations.length).toBeGreaterThan(4);
  const wrong = enumerations.filter(
    ([name, typed]) => !typed['allowed-values']!.includes(action.inputs[name]!.default ?? ''),
  );
  expect(wrong).toEqual([]);
});
