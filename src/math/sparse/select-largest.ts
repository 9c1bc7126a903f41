/**
 * Bring the k largest of the first `count` values to the front, in no order, each with its column; between equal
 * values the lower column is the larger. The same set whatever the order before.
 *
 * @param values and columns: shape [at least count], rearranged in place
 * @returns how many were brought: the smaller of k and count
 */
export function selectLargest(values: Float64Array, columns: Int32Array, count: number, k: number): number {
  if (k >= count) return count;
  let low = 0;
  let high = count - 1;
  // Hoare's quickselect: the k-th place is somewhere in low..high.
  while (low < high) {
    const middle = (low + high) >> 1;
    const pivot = values[middle]!;
    const pivotColumn = columns[middle]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! > pivot || (values[i] === pivot && columns[i]! < pivotColumn)) i++;
      while (values[j]! < pivot || (values[j] === pivot && columns[j]! > pivotColumn)) j--;
      if (i <= j) {
        const value = values[i]!;
        values[i] = values[j]!;
        values[j] = value;
        const column = columns[i]!;
        columns[i] = columns[j]!;
        columns[j] = column;
        i++;
        j--;
      }
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return k;
}
