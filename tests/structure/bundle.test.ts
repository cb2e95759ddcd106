import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';

const bundle = (path: string) =>
  bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL(path, import.meta.url)), logger: new DefaultLogger('ERROR', () => undefined) });

describe('the workflow bundle', () => {
  it('holds workflows and nothing that reaches outside', async () => {
    const { code } = await bundle('../../workflows/index.ts');
    expect(code).toContain('incidentWorkflow');
    for (const foreign of ['mikro-orm', 'node_modules/zod', 'nodemailer', 're2js']) expect(code).not.toContain(foreign);
    expect(code.length).toBeLessThan(2.5e6);
  });

  it('is refused when a workflow reaches for the file system', async () => {
    await expect(bundle('./forbidden-workflow.ts')).rejects.toThrow();
  });
});
