import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const project = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const modules = join(project, 'node_modules');
export const projectNode = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** A problem whose message is all that the reader needs. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** The environment in which the project's own programs come first. */
export const projectEnvironment = () => ({ ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` });

export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program and collects what it says; calls `tick` about every second while it runs. Ends it when we are ended.
 * @returns its exit code (127: there is no such program) and its output
 */
export function run(command, args, { environment = process.env, tick } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: project, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (text) => {
      output = (output + text).slice(-65_536);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const timer = setInterval(() => tick?.(), 1_000);
    const stop = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    for (const signal of stopSignals) process.once(signal, stop);
    const end = (code) => {
      clearInterval(timer);
      for (const signal of stopSignals) process.off(signal, stop);
      done({ code, output });
    };
    child.once('error', (problem) => {
      output += problem.message;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return problem.code === 'EPERM';
  }
}

const lockFile = join(project, '.nightshift', 'setup.lock');

function tryLock() {
  mkdirSync(dirname(lockFile), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (problem) {
    if (problem.code === 'EEXIST') return false;
    throw problem;
  }
}

/** Takes away the lock of a process that died. Renaming it first lets only one of several do so. */
function dropStaleLock() {
  try {
    const holder = Number(readFileSync(lockFile, 'utf8'));
    const writing = holder === 0 && Date.now() - statSync(lockFile).mtimeMs < 5_000;
    if (writing || (holder !== 0 && isAlive(holder))) return;
    const aside = `${lockFile}.${process.pid}`;
    renameSync(lockFile, aside);
    const taken = Number(readFileSync(aside, 'utf8'));
    if (taken !== holder && !existsSync(lockFile)) renameSync(aside, lockFile);
    else rmSync(aside, { force: true });
  } catch {
    // Somebody else was faster.
  }
}

/** Runs a step of the setup while no other setup of this checkout does: they would undo each other's work. */
export async function exclusively(work) {
  let told = false;
  for (const startedAt = Date.now(); !tryLock(); await delay(100)) {
    dropStaleLock();
    if (told || Date.now() - startedAt < 2_000) continue;
    told = true;
    console.log('Waiting for another setup of this checkout to finish …');
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
