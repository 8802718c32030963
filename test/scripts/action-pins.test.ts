import { expect, test } from 'vitest';
import { withPins } from '../../scripts/action-pins.ts';

const OLD = `${'0'.repeat(40)} # v1.0.0`;
const NEW = `${'1'.repeat(40)} # v2.1.0`;

test('pins of a page follow, by repository; unknown actions and our own stay', () => {
  const page = (pin: string) => `- uses: actions/cache/restore@${pin}\n- uses: actions/cache@${pin}\n`;
  const others = `- uses: actions/other@${OLD}\n- uses: contoso/upload@v1\n`;
  const pins = new Map([['actions/cache', NEW]]);
  expect(withPins(page(OLD) + others, pins)).toBe(page(NEW) + others);
});
