import { CLOUDS } from '../clouds.ts';
import { USER_PROPERTY_NAMES, type UserProperty } from '../directory/user-properties.ts';
import { suggestion } from '../text/did-you-mean.ts';
import { quoted } from '../text/printable.ts';
import type { ConnectorSettings } from './connector-inputs.ts';
import { checkDirectoryClientId, cleanIdentifier } from './identifiers.ts';
import type { InputReader } from './input-reader.ts';

/** How users are looked up before the upload. */
export interface DirectorySettings {
  /** In the order of the queries; empty without a look-up. */
  readonly properties: readonly UserProperty[];
  /** Application (client) ID of the app with permission to read users. */
  readonly clientId: string;
  /** Host of Microsoft Graph in the cloud. */
  readonly graphHost: string;
}

/** Reads the inputs of the look-up. */
export function readDirectoryInputs(inputs: InputReader, connector: ConnectorSettings): DirectorySettings {
  const clientId = cleanIdentifier(inputs.text('directory-client-id'));
  const problem = clientId === '' ? undefined : checkDirectoryClientId(clientId);
  if (problem !== undefined) inputs.add(problem);
  return {
    properties: readProperties(inputs),
    clientId: clientId || connector.clientId,
    graphHost: CLOUDS[connector.cloud].graphHost,
  };
}

function readProperties(inputs: InputReader): UserProperty[] {
  const lines = new Set(inputs.lines('resolve-users'));
  const properties = [...lines].flatMap((line) => {
    const property = USER_PROPERTY_NAMES.find((name) => name.toLowerCase() === line.toLowerCase());
    if (property !== undefined) return [property];
    inputs.add({
      code: 'input-not-allowed',
      what: `\`resolve-users\` has ${quoted(line)}, which is not a property in which users can be looked up.${suggestion(line, USER_PROPERTY_NAMES)}`,
      fix: [`Write one property per line: ${USER_PROPERTY_NAMES.join(', ')}.`],
    });
    return [];
  });
  return [...new Set(properties)];
}
