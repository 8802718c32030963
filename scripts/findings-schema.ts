import { RULE_NAMES } from '../src/check/rules.ts';

/** Generates `schema/findings.schema.json`, with the rules of the table. */
export function findingsSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:purview-hr-upload:findings:1',
    title: 'Findings of the check of an HR export',
    description:
      'The file at the output findings-path: every finding, in the order of the check. Contains no cell of the file.',
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['rule', 'severity', 'file', 'line', 'column'],
      properties: {
        rule: { enum: RULE_NAMES, description: 'Name of the rule; docs/rules.md explains each.' },
        severity: { enum: ['error', 'warning'], description: 'After applying the input rules.' },
        file: {
          type: 'string',
          description:
            'Path of the file, relative to the workspace if it is inside; empty for a run without a file.',
        },
        line: {
          type: 'integer',
          minimum: 1,
          description: 'Physical line of the file; the first line of a record.',
        },
        column: {
          type: ['string', 'null'],
          description:
            'Name of the column, or its number if the name must not be shown; null for a row or a file.',
        },
      },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
