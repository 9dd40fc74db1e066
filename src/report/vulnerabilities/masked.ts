/** The same value with every text in it masked. Keys stay: they are ours. */
export function masked<Value>(value: Value, mask: (text: string) => string): Value {
  return maskedValue(value, mask) as Value;
}

/** An image has thousands of rows with dozens of keys each: no pairs are made on the way. */
function maskedValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === "string") return mask(value);
  if (Array.isArray(value)) return value.map((each) => maskedValue(each, mask));
  if (typeof value !== "object" || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) result[key] = maskedValue((value as Record<string, unknown>)[key], mask);
  return result;
}
