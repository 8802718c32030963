import type { ClientRequest } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** Arguments of the agent's own `connect`. */
type Connect = HttpsProxyAgent<string>['connect'];

/**
 * A tunnel through an HTTP proxy that can be aborted before the proxy responds. Until then a request has no socket, so
 * destroying it would leave the connection open and keep the process running.
 */
export class ProxyAgent extends HttpsProxyAgent<string> {
  readonly #connecting = new WeakMap<ClientRequest, AbortController>();

  override async connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    if (request.destroyed) throw new Error('aborted before the proxy was contacted');
    const controller = new AbortController();
    this.#connecting.set(request, controller);
    const { connectOpts } = this;
    // The agent reads them synchronously; each connection has its own signal.
    Object.assign(this, { connectOpts: { ...connectOpts, signal: controller.signal } });
    const connected = super.connect(request, options);
    Object.assign(this, { connectOpts });
    try {
      return await connected;
    } finally {
      // Now the request has its socket, which later requests may reuse.
      this.#connecting.delete(request);
    }
  }

  /** Closes the connection to the proxy if the request is still waiting for it. */
  abandon(request: ClientRequest): void {
    this.#connecting.get(request)?.abort();
  }
}
