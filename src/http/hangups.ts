import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Hosts that close a connection after a response without announcing it. Where that was seen once, connections to the
 * host are not reused: a request that is sent at that moment may or may not have arrived.
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
      // Closing is announced by `Connection: close`, or is what ends a body without a length.
      const isAnnounced = !request.shouldKeepAlive || /\bclose\b/i.test(response.headers.connection ?? '');
      if (isAnnounced || this.#watched.has(socket)) return;
      this.#watched.add(socket);
      // Not when we close it: then the other side's end is not waited for.
      socket.once('end', () => this.#hosts.add(host));
      socket.once('error', () => this.#hosts.add(host));
    });
  }
}
