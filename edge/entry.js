// What the runtime calls: it hands each event on to the wasm, with the environment and the context.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as edge from "./index.js";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return edge.fetch(request, this.env, this.ctx);
  }

  scheduled(event) {
    return edge.scheduled(event, this.env, this.ctx);
  }
}
