/**
 * Coefficients that minimise |X b - y|^2, by the normal equations and Gaussian elimination with partial pivoting.
 *
 * Meant for a handful of well-scaled columns. A column that the others explain gets coefficient 0.
 *
 * @param columns the columns of X, each shape [n] (longer ones are read up to n)
 * @param y shape [n]
 * @returns shape [columns.length]
 */
export function leastSquares(columns: readonly Float64Array[], y: Float64Array, n: number): Float64Array {
  const p = columns.length;
  const width = p + 1;
  const system = new Float64Array(p * width);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= p; j++) system[i * width + j] = dot(columns[i]!, j < p ? columns[j]! : y, n);
  }
  const scale = Math.max(...Array.from({ length: p }, (_, i) => system[i * width + i]!), Number.MIN_VALUE);
  const free: boolean[] = [];
  for (let i = 0; i < p; i++) {
    let pivot = i;
    for (let r = i + 1; r < p; r++) {
      if (Math.abs(system[r * width + i]!) > Math.abs(system[pivot * width + i]!)) pivot = r;
    }
    free.push(Math.abs(system[pivot * width + i]!) <= 1e-13 * scale);
    if (free[i]) continue;
    for (let j = 0; j <= p; j++) {
      const held = system[i * width + j]!;
      system[i * width + j] = system[pivot * width + j]!;
      system[pivot * width + j] = held;
    }
    for (let r = i + 1; r < p; r++) {
      const factor = system[r * width + i]! / system[i * width + i]!;
      for (let j = i; j <= p; j++) system[r * width + j]! -= factor * system[i * width + j]!;
    }
  }
  const coefficients = new Float64Array(p);
  for (let i = p - 1; i >= 0; i--) {
    if (free[i]) continue;
    let rest = system[i * width + p]!;
    for (let j = i + 1; j < p; j++) rest -= system[i * width + j]! * coefficients[j]!;
    coefficients[i] = rest / system[i * width + i]!;
  }
  return coefficients;
}

function dot(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let t = 0; t < n; t++) sum += a[t]! * b[t]!;
  return sum;
}

/** Straight line through y at times 1, 2, …, n: y ≈ intercept + slope * t. A single point has slope 0. */
export function fitLine(y: Float64Array, n: number): { readonly intercept: number; readonly slope: number } {
  let sum = 0;
  let moment = 0;
  for (let t = 0; t < n; t++) {
    sum += y[t]!;
    moment += (t + 1) * y[t]!;
  }
  const mean = sum / n;
  const slope = n < 2 ? 0 : (6 * ((2 * moment) / n - (n + 1) * mean)) / (n * n - 1);
  return { intercept: mean - ((n + 1) * slope) / 2, slope };
}
