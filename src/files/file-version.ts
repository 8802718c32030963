import { type BigIntStats, fstatSync, statSync } from 'node:fs';

/** Identifies a version of a file without reading it: its identity, size and modification time. */
export interface FileVersion {
  readonly device: bigint;
  readonly inode: bigint;
  readonly bytes: bigint;
  /** When its content was last changed, in nanoseconds since 1970. */
  readonly modifiedNs: bigint;
}

/** @throws the error of the file system. */
export function versionOfPath(path: string): FileVersion {
  return versionOf(statSync(path, { bigint: true }));
}

/** @throws the error of the file system. */
export function versionOfDescriptor(descriptor: number): FileVersion {
  return versionOf(fstatSync(descriptor, { bigint: true }));
}

function versionOf({ dev, ino, size, mtimeNs }: BigIntStats): FileVersion {
  return { device: dev, inode: ino, bytes: size, modifiedNs: mtimeNs };
}

export function isSameVersion(one: FileVersion, other: FileVersion): boolean {
  return (
    one.device === other.device &&
    one.inode === other.inode &&
    one.bytes === other.bytes &&
    one.modifiedNs === other.modifiedNs
  );
}
