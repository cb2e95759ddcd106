type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One complaint about a field: Airflow 3 lists them with the place and the message. */
const complaintOf = (item: unknown): string => {
  if (!isFields(item)) return String(item);
  const place = Array.isArray(item['loc']) ? item['loc'].filter((one) => one !== 'body').join('.') : '';
  return [place, item['msg']].filter(Boolean).join(': ');
};

/** Airflow's own words in an error: a text, an object or a list in `detail` (3), or a problem with title and detail (2). */
export function wordsOf(body: unknown, text: string): string {
  if (!isFields(body)) return text;
  const { detail, title, error, message } = body;
  if (Array.isArray(detail)) return detail.map(complaintOf).join('; ');
  if (isFields(detail)) return [detail['reason'], detail['message']].filter(Boolean).join(': ');
  const told = [title, detail, error, message].filter((one): one is string => typeof one === 'string' && one !== '');
  return told.length > 0 ? told.join(': ') : text;
}
