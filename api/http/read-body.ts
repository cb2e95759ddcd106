import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../env.ts';
import { AppError, toAppError } from '../errors.ts';
import { parseJson } from './parse-json.ts';

/** Largest body that is read. */
export const largestBodyBytes = 1024 * 1024;

const tooLarge = () => new AppError('too-large', 'The body is larger than 1 MB');

const limitStream = bodyLimit({
  maxSize: largestBodyBytes,
  onError: () => {
    throw tooLarge();
  },
});

/** Turns bodies over the limit away. One that says its length is believed, for the server reads no more of it than that. */
export const limitBody = createMiddleware<ApiEnv>(async (c, next) => {
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return limitStream(c, next);
  if (Number(length) > largestBodyBytes) throw tooLarge();
  await next();
});

/** Lets routes read JSON without loss; a mistake in it is told with its position. */
export const readLosslessly = createMiddleware<ApiEnv>(async (c, next) => {
  c.req.json = async <Body>() => {
    try {
      return parseJson(await c.req.text()) as Body;
    } catch (problem) {
      c.set('bodyProblem', toAppError(problem));
      throw problem;
    }
  };
  await next();
});
