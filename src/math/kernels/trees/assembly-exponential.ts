// Our own exp: no tables, so that no data segment is needed, and the same bits in every engine.

/** e^x for any x. Error below 1 ulp. @see fdlibm, e_exp.c: x = k ln 2 + r, |r| <= ln 2 / 2, a Remez polynomial in r^2 */
export function exponential(x: f64): f64 {
  if (x != x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = nearest(x * 1.4426950408889634);
  const high = x - k * 6.9314718036912381649e-1;
  const low = k * 1.90821492927058770002e-10;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1.0 - (low - (r * c) / (2.0 - c) - high);
  // Two factors, for k may lie outside the exponents of a normal number.
  const half = (<i64>k) >> 1;
  const rest = <i64>k - half;
  return y * reinterpret<f64>((half + 1023) << 52) * reinterpret<f64>((rest + 1023) << 52);
}
