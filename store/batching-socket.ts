import { Socket } from 'node:net';

/**
 * Sends what is written in one turn of the event loop as one packet. The driver writes each statement by itself, and every write
 * wakes the server up, which on a busy machine costs more than the statement.
 */
export class BatchingSocket extends Socket {
  #held = false;

  /** `Socket.connect` puts the plain `write` on the socket itself, in front of ours. */
  override connect(...given: never[]): this {
    (super.connect as (...all: never[]) => this)(...given);
    Reflect.deleteProperty(this, 'write');
    return this;
  }

  override write(...given: never[]): boolean {
    if (!this.#held) {
      this.#held = true;
      this.cork();
      process.nextTick(() => {
        this.#held = false;
        this.uncork();
      });
    }
    return (super.write as (...all: never[]) => boolean)(...given);
  }
}
