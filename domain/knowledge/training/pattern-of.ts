const shortest = 10;
const longest = 200;

const escapeSigns = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A title as a pattern that also fits another number in its place; null when it says too little to tell it from others. */
export function patternOf(title: string): string | null {
  const text = title.toLowerCase().replaceAll(/\s+/g, ' ').trim().slice(0, longest).toWellFormed();
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  if (text.length < shortest || words.length < 2) return null;
  return escapeSigns(text).replaceAll(/\d+/g, '\\d+');
}
