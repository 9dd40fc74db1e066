/** The same value with every text in it masked. Keys stay: they are ours. */
export function masked<Value>(value: Value, mask: (text: string) => string): Value {
  if (typeof value === "string") return mask(value) as Value;
  if (Array.isArray(value)) return value.map((each) => masked(each, mask)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, mask)])) as Value;
}
