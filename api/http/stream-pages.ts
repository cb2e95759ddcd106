/** A part of a list, and where the next part begins. */
interface Part<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * A whole list as one text, read part by part as the receiver takes it. The first part is read before anything is answered, so that what is wrong with the
 * question is still told as an error; later trouble breaks the answer off.
 */
export async function streamPages<Item>(
  read: (cursor: string | undefined) => Promise<Part<Item>>,
  textOf: (items: readonly Item[]) => string,
  head = '',
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const first = await read(undefined);
  let cursor = first.nextCursor;
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(encoder.encode(head + textOf(first.items)));
      if (cursor === null) controller.close();
    },
    pull: async (controller) => {
      const part = await read(cursor ?? undefined);
      cursor = part.nextCursor;
      controller.enqueue(encoder.encode(textOf(part.items)));
      if (cursor === null) controller.close();
    },
  });
}
