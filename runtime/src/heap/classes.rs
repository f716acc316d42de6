//! Size classes: how large the cells of a block are.
//!
//! Steps of 16 bytes up to 512; above, sizes that divide a block into a whole number of cells with little left over.
//! What does not fit the largest class gets blocks of its own.

/// Cells start at multiples of this, and there is one mark bit for each such unit.
pub const GRANULE: usize = 16;
/// Blocks are of this size and alignment.
pub const BLOCK: usize = 1 << 16;
/// Up to this many granules the class is the number of granules.
pub const EXACT_GRANULES: usize = 32;
/// Number of cells in a block for the classes above `EXACT_GRANULES`, in the order of the classes.
const LARGER: [usize; 22] = [113, 96, 80, 64, 56, 48, 40, 32, 28, 24, 20, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2];
/// Class 0 is not used.
pub const CLASSES: usize = EXACT_GRANULES + 1 + LARGER.len();
/// Larger objects are not in a size class.
pub const LARGEST_CELL: usize = BLOCK / 2;

/// The cell size of each class in bytes.
pub static CELL_SIZE: [u32; CELL_COUNT] = cell_sizes();
const CELL_COUNT: usize = CLASSES;

/// The class for a number of granules.
static CLASS_OF: [u8; LARGEST_CELL / GRANULE + 1] = classes();

const fn cell_sizes() -> [u32; CLASSES] {
    let mut sizes = [0; CLASSES];
    let mut class = 1;
    while class < CLASSES {
        sizes[class] = if class <= EXACT_GRANULES {
            (class * GRANULE) as u32
        } else {
            (BLOCK / LARGER[class - EXACT_GRANULES - 1] / GRANULE * GRANULE) as u32
        };
        class += 1;
    }
    sizes
}

const fn classes() -> [u8; LARGEST_CELL / GRANULE + 1] {
    let sizes = cell_sizes();
    let mut classes = [1; LARGEST_CELL / GRANULE + 1];
    let (mut granules, mut class) = (1, 1);
    while granules < classes.len() {
        while (sizes[class] as usize) < granules * GRANULE {
            class += 1;
        }
        classes[granules] = class as u8;
        granules += 1;
    }
    classes
}

/// The class for objects of that size, which must not exceed [`LARGEST_CELL`].
pub fn class_of(bytes: usize) -> usize {
    CLASS_OF[bytes.div_ceil(GRANULE)] as usize
}

/// How many bytes an object of `bytes` bytes may grow to without taking more memory than it takes now.
pub fn usable_size(bytes: usize) -> usize {
    if bytes <= LARGEST_CELL {
        CELL_SIZE[class_of(bytes)] as usize
    } else {
        bytes.checked_next_multiple_of(BLOCK).unwrap_or(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_the_smallest_class_that_holds_it() {
        for bytes in 1..=LARGEST_CELL {
            let class = class_of(bytes);
            assert!(CELL_SIZE[class] as usize >= bytes);
            assert!(class == 1 || (CELL_SIZE[class - 1] as usize) < bytes, "{bytes}");
            if bytes <= EXACT_GRANULES * GRANULE {
                assert_eq!(class, bytes.div_ceil(GRANULE));
            }
        }
        assert_eq!(CELL_SIZE[CLASSES - 1] as usize, LARGEST_CELL);
    }
}
