import type { ClientRequest } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** Arguments of the agent's own `connect`. */
type Connect = HttpsProxyAgent<string>['connect'];

/**
 * A tunnel through an HTTP proxy that can be given up while the proxy has not answered: a request has no socket until
 * then, so that destroying it would leave the connection open, and the process with it.
 */
export class ProxyAgent extends HttpsProxyAgent<string> {
  readonly #connecting = new WeakMap<ClientRequest, AbortController>();

  override async connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    if (request.destroyed) throw new Error('given up before the proxy was asked');
    const controller = new AbortController();
    this.#connecting.set(request, controller);
    const { connectOpts } = this;
    // The agent reads them before its first wait; a signal of its own for each connection.
    Object.assign(this, { connectOpts: { ...connectOpts, signal: controller.signal } });
    const connected = super.connect(request, options);
    Object.assign(this, { connectOpts });
    try {
      return await connected;
    } finally {
      // From here on the request has its socket, which may serve others after it.
      this.#connecting.delete(request);
    }
  }

  /** Closes the connection to the proxy if the request still waits for it. */
  abandon(request: ClientRequest): void {
    this.#connecting.get(request)?.abort();
  }
}
