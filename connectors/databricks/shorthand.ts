import { shorthandOf } from '../platforms/shorthand.ts';

/** A workspace by two variables: the address, and a personal access token. */
export const databricksShorthand = shorthandOf('databricks', {
  url: { variable: 'DATABRICKS_WORKSPACE_URL', needed: true, secret: false },
  token: { variable: 'DATABRICKS_PAT_TOKEN', needed: true, secret: true },
});
