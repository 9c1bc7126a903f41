/**
 * A number as C's `%.<digits>g` prints it: shortest of fixed and exponent form, no trailing zeros, exponent of at least
 * two digits, exact halves rounded to even. With 17 digits, parsing gives the same double back.
 *
 * @param digits significant digits, 1 to 20
 */
export function generalFormat(value: number, digits: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  if (Number.isInteger(value) && Math.abs(value) < Number(`1e${Math.min(digits, 15)}`)) return String(value);
  const [mantissa, power] = halfToEven(value, digits).split("e") as [string, string];
  const exponent = Number(power);
  const sign = value < 0 ? "-" : "";
  const figures = mantissa.replace(/[-.]/g, "").replace(/0+$/, "");
  if (exponent < -4 || exponent >= digits) {
    const fraction = figures.length > 1 ? `.${figures.slice(1)}` : "";
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${figures[0]}${fraction}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${figures}`;
  const whole = figures.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = figures.slice(exponent + 1);
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Far more digits than a double that ends in an exact half can have: zeros up to here prove one. */
const PROOF_DIGITS = 80;

/** `toExponential`, which rounds exact halves up in size, with C's rounding of them to even. */
function halfToEven(value: number, digits: number): string {
  const rounded = value.toExponential(digits - 1);
  if (!/5e/.test(value.toExponential(digits))) return rounded;
  const [long, power] = value.toExponential(PROOF_DIGITS).split("e") as [string, string];
  const point = long.indexOf(".");
  const kept = long.slice(0, point + digits + (digits > 1 ? 0 : -1));
  const rest = long.slice(point + digits);
  const even = Number(kept.at(-1)) % 2 === 0;
  return /^50*$/.test(rest) && even ? `${kept}e${power}` : rounded;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

/** The double nearest to a C number, `inf` and `nan` included; undefined when the text is no number. */
export function parseGeneral(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const special = SPECIAL.exec(text);
  if (!special) return undefined;
  if (special[2]!.toLowerCase() === "nan") return NaN;
  return special[1] === "-" ? -Infinity : Infinity;
}
