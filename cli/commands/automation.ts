import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { SwitchShape } from '../../api/schemas/operations.ts';
import type { CommandContext, WithContext } from '../context.ts';
import { ago } from '../output.ts';

type Switch = z.infer<typeof SwitchShape>;

const sentence = ({ stopped, reason, changedBy, changedAt }: Switch): string => {
  const by = changedBy === null ? '' : ` (by ${changedBy}, ${ago(changedAt)})`;
  return stopped ? `All automation is stopped${reason === null ? '' : `: ${reason}`}${by}.` : `Automation is on${by}.`;
};

async function set({ client, output }: CommandContext, body: { readonly stopped: boolean; readonly reason?: string }): Promise<void> {
  const { answer } = await client.send<Switch>('PUT', '/api/automation', body);
  output.show(answer, () => sentence(answer));
}

/** `nightshift automation …` */
export const automationCommand = (context: WithContext) =>
  new Command('automation')
    .description('the one switch over all automation')
    .addCommand(
      new Command('stop')
        .description('stop all automation at once; what runs already is followed to its end')
        .option('-m, --reason <text>', 'why')
        .action(({ reason }) => set(context(), { stopped: true, ...(reason === undefined ? {} : { reason }) })),
    )
    .addCommand(new Command('resume').description('let automation go on').action(() => set(context(), { stopped: false })))
    .addCommand(
      new Command('status').description('whether it is stopped').action(async () => {
        const { client, output } = context();
        const answer = await client.get<Switch>('/api/automation');
        output.show(answer, () => sentence(answer));
      }),
    );
