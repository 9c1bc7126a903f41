/** The four demand patterns of Syntetos and Boylan. */
export const DEMAND_CLASSES = ["smooth", "erratic", "intermittent", "lumpy"] as const;
export type DemandClass = (typeof DEMAND_CLASSES)[number];

/** Boundaries of the classes. */
const ADI_BOUNDARY = 1.32;
const CV2_BOUNDARY = 0.49;

/**
 * Class a demand series by how often (ADI, mean steps between demands) and how unevenly (CV², squared coefficient
 * of variation of the sizes) it is asked for. A series without demand is intermittent.
 *
 * @param y demand a step, shape [n], >= 0
 * @see Syntetos, Boylan and Croston (2005), On the categorization of demand patterns, figure 8
 */
export function demandClass(y: Float64Array): DemandClass {
  let demands = 0;
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < y.length; t++) {
    if (y[t]! <= 0) continue;
    demands++;
    sum += y[t]!;
    squares += y[t]! * y[t]!;
  }
  if (demands === 0) return "intermittent";
  const mean = sum / demands;
  const cv2 = Math.max(0, squares / demands - mean * mean) / (mean * mean);
  const rare = y.length / demands >= ADI_BOUNDARY;
  if (cv2 < CV2_BOUNDARY) return rare ? "intermittent" : "smooth";
  return rare ? "lumpy" : "erratic";
}
