/**
 * How the kernel finds an ensemble in its memory; shared by the assembly, its reference and its host.
 *
 * A split is a comparison `column <= threshold`, or a bit of a set. What else makes splits differ (missing types, default
 * directions, odd categories) is moved into the columns: each is a feature with its missing values replaced once per
 * row, so that the walk down a tree has no branch but the loop's end. Rows are walked in groups of eight, side by side:
 *
 *     block of rows:  [group][column][8 rows] of 8 bytes
 *
 * A column of categories holds, for each row, uint32 byte offset of the category's word in a set and uint32 its bit.
 * Sets of one feature are equally long and end in a zero word, to which all else than their categories points.
 *
 * Nodes and leaves are 32 bytes each. Leaves stand at offsets with the bit `leafBit` set, nodes below it, both relative
 * to the start of the nodes. A leaf's children are itself, so that a row that has arrived waits for the other seven.
 *
 *     0   float64  threshold, NaN for a set; of a leaf, its value
 *     8   uint32   offset of the right child (taken when the comparison fails, as it does for NaN)
 *     12  uint32   offset of the left child
 *     16  uint32   byte offset of the column within a group
 *     20  uint32   byte offset of the set among all words; 0, where a zero word stands, for a threshold
 *     24  uint32   all ones for a set; 0 for a threshold
 *     28           unused
 */
export const NODE_BYTES = 32;
export const GROUP_ROWS = 8;
export const COLUMN_BYTES = 64;

/** What a column makes of its feature. Values within the zero threshold count as zero. */
export const AS_IS = 0;
export const NAN_AS_ZERO = 1;
export const NAN_LEFT = 2;
export const ZERO_LEFT = 3;
export const ZERO_RIGHT = 4;
export const CATEGORY = 5;

/** Bytes of an entry of the columns: int32 feature, int32 kind, uint32 words of the feature's sets but the last. */
export const COLUMN_ENTRY_BYTES = 12;
/** Bytes of an entry of the trees: uint32 root offset, int32 whether any split is a set. */
export const TREE_ENTRY_BYTES = 8;
