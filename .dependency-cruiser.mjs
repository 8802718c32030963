/**
 * The layers of `src/`, from the ground up. A module imports from its own room and from the layers below, never from
 * above and never from another room of its own layer. `npm run lint` checks it.
 */
const LAYERS = [
  ['errors.ts', 'vocabulary.ts', 'version.ts', 'clouds.ts', 'text/', 'files/'],
  ['http/', 'csv/'],
  ['check/', 'entra/', 'directory/'],
  ['inputs/'],
  ['connector/', 'history/'],
  ['report/'],
  ['github/'],
  ['main.ts', 'run.ts', 'finish-run.ts', 'delivery.ts'],
];

const GROUND = LAYERS[0];

/** @param {readonly string[]} rooms */
function pathOf(rooms) {
  return `^src/(?:${rooms.map((room) => room.replaceAll('.', '\\.')).join('|')})`;
}

const noImportFromAbove = LAYERS.slice(0, -1).map((rooms, level) => ({
  name: 'no-import-from-above',
  comment: 'A lower layer must not know of a higher one.',
  severity: 'error',
  from: { path: pathOf(rooms) },
  to: { path: pathOf(LAYERS.slice(level + 1).flat()) },
}));

const noImportFromTheSide = LAYERS.filter((rooms) => rooms !== GROUND && rooms.length > 1)
  .slice(0, -1)
  .flatMap((rooms) =>
    rooms.map((room) => ({
      name: 'no-import-from-the-side',
      comment: 'Rooms of one layer do not know of each other.',
      severity: 'error',
      from: { path: pathOf([room]) },
      to: { path: pathOf(rooms.filter((other) => other !== room)) },
    })),
  );

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...noImportFromAbove,
    ...noImportFromTheSide,
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'A module that nothing imports, and that imports nothing, is dead.',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'no-unreachable',
      comment: 'Every module is part of what main.ts runs.',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^src/', pathNot: '\\.d\\.ts$', reachable: false },
    },
    {
      name: 'csv-parse-only-in-csv',
      severity: 'error',
      from: { pathNot: '^src/csv/' },
      to: { path: '(?:^|/)csv-parse/' },
    },
    {
      name: 'no-room-outside-the-layers',
      comment: 'A new folder or file of the root needs its place in LAYERS.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: pathOf(LAYERS.flat()) },
    },
  ],
  options: {
    // The TypeScript compiler has no API from version 7 on.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
