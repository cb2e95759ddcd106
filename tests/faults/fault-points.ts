import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers';

/** What happens to the process at a point. `lost`: the call took effect and its reply does not come back. */
export const faultActions = ['kill', 'stop', 'lost'] as const;
export type FaultAction = (typeof faultActions)[number];

/** A fault that waits for its moment. */
export interface Arming {
  /** `<step>:<call>:<before|after>`. */
  readonly point: string;
  readonly action: FaultAction;
  /** So many have to be at the point at once; one fault then meets them all. */
  readonly gather: number;
  /** With fewer, the fault comes after this long. */
  readonly patienceMs: number;
}

/** Thrown in place of a reply. */
export class LostReply extends Error {
  override readonly name = 'LostReply';
}

/** The files through which a test and its faulty process talk. */
export const faultFiles = (directory: string) => ({
  /** The faults to come, in order. */
  armed: join(directory, 'armed.json'),
  /** One line per point that was reached. */
  passed: join(directory, 'passed.log'),
  /** One line per fault that happened. */
  fired: join(directory, 'fired.log'),
  /** `+ id pid` when the outcome of a mail becomes uncertain, `- id pid` when it is written down, `! id pid` when a fault comes between. */
  uncertain: join(directory, 'uncertain.log'),
});

export interface FaultPoints {
  /** Passes a point: at once, after a fault, or never. @throws LostReply */
  reach(point: string): Promise<void>;
  uncertain(messageId: string): void;
  certain(messageId: string): void;
}

interface Gathering {
  readonly arming: Arming;
  readonly waiting: { readonly go: () => void; readonly lose: (error: Error) => void }[];
}

/** Reads which faults are due from the directory and makes them happen in this process. */
export function openFaultPoints(directory: string): FaultPoints {
  const files = faultFiles(directory);
  let gathering: Gathering | null = null;
  const open = new Set<string>();
  const mark = (sign: string, id: string): void => appendFileSync(files.uncertain, `${sign} ${id} ${process.pid}\n`);
  const armed = (): readonly Arming[] => (existsSync(files.armed) ? (JSON.parse(readFileSync(files.armed, 'utf8')) as Arming[]) : []);

  const fire = (current: Gathering): void => {
    if (gathering !== current) return;
    gathering = null;
    const rest = armed().slice(1);
    if (rest.length === 0) rmSync(files.armed, { force: true });
    else writeFileSync(files.armed, JSON.stringify(rest));
    const { point, action } = current.arming;
    for (const id of open) mark('!', id);
    appendFileSync(files.fired, `${JSON.stringify({ point, action, hit: current.waiting.length, pid: process.pid, at: Date.now() })}\n`);
    if (action === 'lost') for (const one of current.waiting) one.lose(new LostReply(`The reply at ${point} was lost`));
    else {
      process.kill(process.pid, action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
      // Only a stopped process gets here, once it is continued.
      for (const one of current.waiting) one.go();
    }
  };

  const wait = (arming: Arming): Promise<void> =>
    new Promise((go, lose) => {
      const current = gathering ?? { arming, waiting: [] };
      if (gathering === null) {
        gathering = current;
        setTimeout(() => fire(current), arming.patienceMs);
      }
      current.waiting.push({ go, lose });
      if (current.waiting.length >= arming.gather) fire(current);
    });

  return {
    async reach(point) {
      appendFileSync(files.passed, `${point}\n`);
      const next = armed()[0];
      if (next?.point === point) await wait(next);
    },
    uncertain: (messageId) => {
      open.add(messageId);
      mark('+', messageId);
    },
    certain: (messageId) => {
      open.delete(messageId);
      mark('-', messageId);
    },
  };
}
