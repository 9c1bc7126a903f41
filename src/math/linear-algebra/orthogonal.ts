import type { Columns } from "./linear-operator.ts";

/** A column that loses all but this share of its length to those before it depends on them. */
const DEPENDENT = 1e-13;

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Q and R with A = Q R, by modified Gram-Schmidt, done twice ("twice is enough", Kahan and Parlett).
 *
 * A column that depends on those before it gives a column of zeros in Q, and 0 on R's diagonal.
 *
 * @returns `q`: orthonormal columns as many as A has; `r`: shape [columns, columns], row-major, upper triangle
 */
export function orthonormalize(a: Columns): { readonly q: Float64Array[]; readonly r: Float64Array } {
  const count = a.length;
  const q: Float64Array[] = [];
  const r = new Float64Array(count * count);
  a.forEach((column, j) => {
    const rest = column.slice();
    const length = Math.sqrt(dot(rest, rest));
    for (let pass = 0; pass < 2; pass++) {
      q.forEach((unit, i) => {
        const share = dot(unit, rest);
        r[i * count + j]! += share;
        for (let t = 0; t < rest.length; t++) rest[t]! -= share * unit[t]!;
      });
    }
    const left = Math.sqrt(dot(rest, rest));
    const isDependent = left <= DEPENDENT * length;
    r[j * count + j] = isDependent ? 0 : left;
    q.push(rest.map((value) => (isDependent ? 0 : value / left)));
  });
  return { q, r };
}
