const LEFT_ODD = [
  "0001101",
  "0011001",
  "0010011",
  "0111101",
  "0100011",
  "0110001",
  "0101111",
  "0111011",
  "0110111",
  "0001011",
];
const PARITY = [
  "OOOOOO",
  "OOEOEE",
  "OOEEOE",
  "OOEEEO",
  "OEOOEE",
  "OEEOOE",
  "OEEEOO",
  "OEOEOE",
  "OEOEEO",
  "OEEOEO",
];

const inverted = (bits: string): string => Array.from(bits, (bit) => (bit === "1" ? "0" : "1")).join("");
const mirrored = (bits: string): string => bits.split("").reverse().join("");

/** An EAN-13 as it is printed on a back cover (ISO/IEC 15420), on a canvas of 640 × 480. */
export function drawEan13(code: string): HTMLCanvasElement {
  const digits = Array.from(code, Number);
  const parity = PARITY[digits[0]!]!;
  const left = digits.slice(1, 7).map((digit, i) => {
    const odd = LEFT_ODD[digit]!;
    return parity[i] === "O" ? odd : mirrored(inverted(odd));
  });
  const right = digits.slice(7).map((digit) => inverted(LEFT_ODD[digit]!));
  const bits = `101${left.join("")}01010${right.join("")}101`;
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 480;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "white";
  pen.fillRect(0, 0, 640, 480);
  pen.fillStyle = "black";
  const module = 5;
  const from = (640 - bits.length * module) / 2;
  bits.split("").forEach((bit, i) => bit === "1" && pen.fillRect(from + i * module, 140, module, 200));
  return canvas;
}
