import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Hosts that close a connection after a response without announcing it. Once a host has done that, its connections are
 * not reused: a request that is sent at that moment may or may not arrive.
 */
export class Hangups {
  readonly #hosts = new Set<string>();
  readonly #watched = new WeakSet<Socket>();

  isKnownFor(host: string): boolean {
    return this.#hosts.has(host);
  }

  /** Watches the connection of a request from its first response on. */
  watch(host: string, socket: Socket, request: ClientRequest): void {
    request.once('response', (response: IncomingMessage) => {
      // Announced by `Connection: close`, or by a body without a length, which ends with the connection.
      const isAnnounced = !request.shouldKeepAlive || /\bclose\b/i.test(response.headers.connection ?? '');
      if (isAnnounced || this.#watched.has(socket)) return;
      this.#watched.add(socket);
      // Not if we close it: then we do not wait for the other side.
      socket.once('end', () => this.#hosts.add(host));
      socket.once('error', () => this.#hosts.add(host));
    });
  }
}
