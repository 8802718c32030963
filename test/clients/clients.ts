import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of others that signs in to the sandbox and uploads to it. */
export interface Client {
  readonly name: string;
  /** Commands that must be on PATH. */
  readonly needs: readonly string[];
  /** Fetches what it is made of, into a folder outside the repository. */
  readonly prepare: readonly Command[];
  readonly run: Command;
}

/** Program and arguments. */
export type Command = readonly [string, ...string[]];

/** Password of a file with public certificates only. */
const TRUST_STORE_PASSWORD = 'changeit';

/** To add a client, add a row. @param folder For what is fetched. @param rootPath The certificate to trust, PEM. */
export function clientsIn(folder: string, rootPath: string): readonly Client[] {
  const sources = import.meta.dirname;
  const python = join(folder, 'venv', 'bin', 'python');
  const jars = join(folder, 'jars');
  const trustStore = join(folder, 'trust.p12');
  return [
    {
      name: 'Python (MSAL, azure-identity, requests)',
      needs: ['python3'],
      prepare: [
        ['python3', '-m', 'venv', join(folder, 'venv')],
        [python, '-m', 'pip', 'install', '--quiet', '-r', join(sources, 'python', 'requirements.txt')],
      ],
      run: [python, '-W', 'ignore::DeprecationWarning', join(sources, 'python', 'client.py')],
    },
    {
      name: 'Java (MSAL, HttpClient)',
      needs: ['java', 'keytool', 'mvn'],
      prepare: [
        [
          'mvn',
          '--quiet',
          '--batch-mode',
          '--file',
          join(sources, 'java', 'pom.xml'),
          'dependency:copy-dependencies',
          `-DoutputDirectory=${jars}`,
        ],
        [
          'keytool',
          '-importcert',
          '-noprompt',
          '-alias',
          'sandbox',
          '-file',
          rootPath,
          '-keystore',
          trustStore,
          '-storetype',
          'PKCS12',
          '-storepass',
          TRUST_STORE_PASSWORD,
        ],
      ],
      run: [
        'java',
        `-Djavax.net.ssl.trustStore=${trustStore}`,
        `-Djavax.net.ssl.trustStorePassword=${TRUST_STORE_PASSWORD}`,
        '-cp',
        join(jars, '*'),
        join(sources, 'java', 'Client.java'),
      ],
    },
    {
      name: 'Go (azidentity, net/http)',
      needs: ['go'],
      prepare: [['go', 'build', '-C', join(sources, 'go'), '-o', join(folder, 'go-client'), '.']],
      run: [join(folder, 'go-client')],
    },
    {
      name: 'curl and OpenSSL',
      needs: ['bash', 'curl', 'openssl'],
      prepare: [],
      run: ['bash', join(sources, 'curl', 'client.sh')],
    },
    {
      name: "PowerShell (requests of Microsoft's script)",
      needs: ['pwsh'],
      prepare: [],
      run: ['pwsh', '-NoProfile', '-NonInteractive', '-File', join(sources, 'powershell', 'client.ps1')],
    },
  ];
}

/** Commands that a client needs and that are not on PATH. */
export function missingCommands({ needs }: Client): string[] {
  return needs.filter((command) => !isOnPath(command));
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
