/**
 * Where the tree kernel keeps what, shared by assembly.ts and its host. Plain constants only: both compilers read them.
 *
 *     control  +0    u32 words: the fork/join words, then the fields below
 *              +512  f64 fields
 *              +768  two leaf records for the split search
 *     thread t  threads + t * THREAD_BYTES: partial sums, then two best splits
 */

// Fork/join words, each on a cache line of its own.
export const EPOCH = 0;
export const DONE = 16;
export const JOB = 32;

// u32 fields: counts and addresses. An address of 0 means absent.
export const ROWS = 33;
export const TRAIN_ROWS = 34;
export const FEATURES = 35;
/** Bytes of a row of row-major bins, a multiple of 8. */
export const ROW_BYTES = 36;
export const THREADS = 37;
export const THREAD_BLOCKS = 38;
/** Bins, row-major, shape [rows][rowBytes]; and column-major, shape [features][rows]. */
export const BINS_BY_ROW = 39;
export const BINS_BY_COLUMN = 40;
/** f64, shape [rows]. */
export const LABEL = 41;
/** f32, shape [trainRows]. */
export const WEIGHT = 42;
/** f64, shape [rows], of the class at work. */
export const SCORE = 43;
/** f32, shape [trainRows], of the class at work. */
export const GRADIENT = 44;
export const HESSIAN = 45;
/** u8, shape [rows]: how often a row is in the bag. */
export const BAG = 46;
/** Row lists: u64 entries, integer gradient above row number; and a second list to partition into. */
export const ORDER = 47;
export const ORDER_OTHER = 48;
/** u32 integer hessians beside the row lists. */
export const HESSIAN_ORDER = 49;
export const HESSIAN_ORDER_OTHER = 50;
export const MODE = 51;
/** u32, shape [features]. */
export const BIN_COUNTS = 52;
/** u8, shape [features]: FEATURE_* flags. */
export const FEATURE_FLAGS = 53;
/** i8, shape [features]: -1, 0 or 1. */
export const MONOTONE = 54;
/** u8, shape [2][features]: 1 where a feature may be used by the search's first, and second, leaf. */
export const FEATURE_MASK = 55;
/** u32 begin and end of a leaf's rows in a thread's part of the row list, shape [leaves][threads][2]. */
export const LEAF_RANGES = 56;
/** u8, shape [256]: 1 where a bin goes left. */
export const LEFT_TABLE = 57;
/** All classes' scores, f64, shape [classes][rows]; gradients and hessians alike. */
export const SCORES = 58;
export const GRADIENTS = 59;
export const HESSIANS = 60;
export const CLASSES = 61;
export const OBJECTIVE = 62;
/** u32, shape [features]: which to visit, and in what order. */
export const FEATURE_LIST = 63;

// Arguments of a job.

export const ARGUMENT_0 = 64;
export const ARGUMENT_1 = 65;
export const ARGUMENT_2 = 66;
export const ARGUMENT_3 = 67;
export const ARGUMENT_4 = 68;
export const ARGUMENT_5 = 69;
export const ARGUMENT_6 = 70;

export const MIN_LEAF_ROWS = 72;
export const MAX_ONE_HOT = 73;
export const MAX_CATEGORIES = 74;
export const MIN_CATEGORY_ROWS = 75;
export const RANDOM_SEED = 76;

// Byte offsets of f64 fields.
export const GRADIENT_UNIT = 512;
export const HESSIAN_UNIT = 520;
export const LAMBDA_L1 = 528;
export const LAMBDA_L2 = 536;
export const MIN_LEAF_HESSIAN = 544;
export const MIN_GAIN = 552;
export const CATEGORY_SMOOTHING = 560;
export const CATEGORY_L2 = 568;
export const PARAMETER_0 = 576;
export const PARAMETER_1 = 584;

// A leaf record of the split search.
export const LEAF_RECORDS = 768;
export const LEAF_RECORD_BYTES = 64;
/** f64 sum of integer gradients, f64 sum of integer hessians, f64 lowest and highest output, u32 rows, u32 histogram. */
export const LEAF_GRADIENT = 0;
export const LEAF_HESSIAN = 8;
export const LEAF_LOWEST = 16;
export const LEAF_HIGHEST = 24;
export const LEAF_ROWS = 32;
export const LEAF_HISTOGRAM = 36;
export const LEAF_ID = 40;

export const CONTROL_BYTES = 1024;

// A thread's block.
export const THREAD_BYTES = 512;
export const THREAD_MAX_GRADIENT = 0;
export const THREAD_MAX_HESSIAN = 8;
/** i64 sums of integers. */
export const THREAD_GRADIENT = 16;
export const THREAD_HESSIAN = 24;
export const THREAD_ROWS = 32;
export const THREAD_HISTOGRAM = 36;
export const THREAD_SCRATCH = 40;
/** Room for the bins of BLOCK_ROWS rows. */
export const THREAD_TILE = 44;
/** Room for a direct search; only thread 0 has it. */
export const THREAD_DIRECT = 48;
export const THREAD_BEST = 64;
export const BEST_BYTES = 96;
/**
 * A best split: f64 gain, f64 left gradient and hessian, u32 left rows, feature, bin and flags, u8 left bits [32], u32
 * next bin with rows on the right (the missing bin, or 256, where there is none).
 */
export const BEST_GAIN = 0;
export const BEST_GRADIENT = 8;
export const BEST_HESSIAN = 16;
export const BEST_ROWS = 24;
export const BEST_FEATURE = 28;
export const BEST_BIN = 32;
export const BEST_FLAGS = 36;
export const BEST_BITS = 40;
export const BEST_NEXT = 72;
export const BEST_MISSING_LEFT = 1;
export const BEST_CATEGORICAL = 2;
/** The category split was one against the rest: no extra L2. */
export const BEST_ONE_HOT = 4;

export const FEATURE_MISSING = 1;
export const FEATURE_CATEGORICAL = 2;

/** Rows are dealt to threads in blocks of this many, round-robin. */
export const BLOCK_ROWS = 512;
/** Bins a feature may have; one histogram of a feature has this many entries. */
export const BINS = 256;

/** Histogram entry: i64 gradient << 24 | rows. Every row's hessian is one. */
export const MODE_NARROW = 0;
/** Histogram entry: i64 gradient, i64 hessian << 24 | rows. */
export const MODE_WIDE = 1;
/** As wide, but an entry's gradient is the row's class; only direct searches. */
export const MODE_CLASSES = 2;

// Jobs.
export const JOB_STOP = 0;
export const JOB_GRADIENTS = 1;
export const JOB_FILL = 2;
export const JOB_ROOT = 3;
export const JOB_SPLIT = 4;
export const JOB_SCAN = 5;
export const JOB_SCORE = 6;
export const JOB_TRAVERSE = 7;
export const JOB_BIN = 8;
export const JOB_SORT_SAMPLE = 9;
export const JOB_DIRECT = 10;
export const JOB_SPLIT_ALONE = 11;

// Objectives.
export const SQUARED = 0;
export const ABSOLUTE = 1;
export const QUANTILE = 2;
export const HUBER = 3;
export const POISSON = 4;
export const TWEEDIE = 5;
export const BINARY = 6;
export const MULTICLASS = 7;
/** Gradients are written by the host. */
export const GIVEN = 8;

/**
 * A node of a tree over bins: u32 feature and kind << 24, i32 left and right child (~leaf), u32 threshold bin and
 * missing bin << 8, or the address of a table u8 [256], 1 where a bin goes left.
 */
export const BIN_NODE_BYTES = 16;
export const NODE_PLAIN = 0;
export const NODE_MISSING_LEFT = 1;
export const NODE_TABLE = 2;
