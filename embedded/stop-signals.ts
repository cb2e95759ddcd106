/**
 * The ways in which a user, a shell or a service manager asks this program to end. The launcher (`setup.mjs`) holds a channel to
 * us: when it is gone, nobody watches this terminal any more.
 * One Ctrl-C arrives more than once: from the terminal and handed on by npm and by the launcher. What comes within a
 * second of the first is the same request.
 * @param stop called at the first request
 * @param force called at a further one
 */
export function onStopRequest(stop: (reason: string) => void, force: () => void): void {
  let firstAt: number | undefined;
  const request = (reason: string) => () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      stop(reason);
    } else if (Date.now() - firstAt > 1_000) force();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request(signal));
  if (process.channel === undefined || process.channel === null) return;
  process.once('disconnect', request('the launcher has ended'));
  process.channel.unref();
}
