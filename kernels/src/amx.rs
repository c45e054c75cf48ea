//! The tiles of AMX: registers of 16 rows of 64 bytes, and products of them.
//!
//! The intrinsic functions for them are not stable; what stands here in assembler is each
//! instruction by its name.

use crate::lines::{COLUMNS, Step};
use crate::tile::{LARGE, Sums};
use std::arch::asm;
use std::arch::x86_64::__cpuid_count;

/// Steps of a panel that one product takes.
pub const DEPTH: usize = 16;
/// Bytes from a step to the next, and from a row of sums to the next.
const STRIDE: usize = size_of::<Step>();

/// Whether the processor has tiles with products of bytes, and the system lets this process use
/// them, which it has to be asked for: it then keeps 8 KB more a thread.
pub fn available() -> bool {
    const TILES: u32 = 1 << 24;
    const BYTES: u32 = 1 << 25;
    let features = __cpuid_count(7, 0).edx;
    features & TILES != 0 && features & BYTES != 0 && allowed()
}

#[cfg(target_os = "linux")]
fn allowed() -> bool {
    const ARCH_PRCTL: i64 = 158;
    const ARCH_REQ_XCOMP_PERM: u64 = 0x1023;
    const XTILEDATA: u64 = 18;
    let answer: i64;
    // SAFETY: a system call, which clobbers these registers and touches no memory.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") ARCH_PRCTL => answer,
            in("rdi") ARCH_REQ_XCOMP_PERM,
            in("rsi") XTILEDATA,
            out("rcx") _,
            out("r11") _,
            options(nostack, nomem),
        );
    }
    answer == 0
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> bool {
    false
}

/// While there is one, this thread has eight tiles of 16 rows of 64 bytes.
pub struct Tiles(());

/// What `ldtilecfg` reads.
#[repr(C, align(64))]
struct Shapes {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

static SHAPES: Shapes = {
    let mut shapes = Shapes {
        palette: 1,
        start_row: 0,
        reserved: [0; 14],
        row_bytes: [0; 16],
        rows: [0; 16],
    };
    let mut tile = 0;
    while tile < 8 {
        shapes.row_bytes[tile] = 64;
        shapes.rows[tile] = 16;
        tile += 1;
    }
    shapes
};

impl Tiles {
    /// # Safety
    /// [`available`] has said so.
    #[inline(always)]
    pub unsafe fn new() -> Self {
        // SAFETY: the processor has the instruction, and the shapes are ones that it has.
        unsafe {
            asm!("ldtilecfg [{}]", in(reg) &raw const SHAPES, options(nostack, readonly));
        }
        Self(())
    }
}

impl Drop for Tiles {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: there were tiles, and nothing of them is used from here on.
        unsafe { asm!("tilerelease", options(nostack, nomem)) };
    }
}

/// Clears the four tiles of sums.
///
/// # Safety
/// This thread has [`Tiles`], here and below.
#[inline(always)]
pub unsafe fn clear() {
    // SAFETY: the caller's promise. The compiler itself uses no tiles, which so are what the last of
    // these functions has made of them.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            options(nostack, nomem, preserves_flags),
        );
    }
}

/// Adds products of [`LARGE`] rows of unsigned bytes and [`DEPTH`] steps of signed ones.
///
/// # Safety
/// There are so many steps, and as many units of four bytes can be read from the beginning of each
/// row. Row `i` begins `i * stride` bytes after `rows`.
#[inline(always)]
pub unsafe fn add(rows: *const u8, stride: usize, steps: &[Step]) {
    debug_assert_eq!(steps.len(), DEPTH);
    // SAFETY: 64 bytes of 16 rows are read, twice, and 16 steps. The tiles' shapes are these.
    unsafe {
        asm!(
            "tileloadd tmm4, [{upper} + {stride}*1]",
            "tileloadd tmm6, [{steps} + {step}*1]",
            "tdpbusd tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{steps} + {step}*1 + 64]",
            "tdpbusd tmm1, tmm4, tmm7",
            "tileloadd tmm5, [{lower} + {stride}*1]",
            "tdpbusd tmm2, tmm5, tmm6",
            "tdpbusd tmm3, tmm5, tmm7",
            upper = in(reg) rows,
            lower = in(reg) rows.add(LARGE / 2 * stride),
            steps = in(reg) steps.as_ptr(),
            stride = in(reg) stride,
            step = in(reg) STRIDE,
            options(nostack, readonly, preserves_flags),
        );
    }
}

/// Puts the sums into their place.
///
/// # Safety
/// As above.
#[inline(always)]
pub unsafe fn store(sums: &mut [Sums; LARGE]) {
    const { assert!(size_of::<Sums>() == STRIDE && LARGE == 32 && COLUMNS == 32) };
    // SAFETY: the sums are 32 rows of 128 bytes.
    unsafe {
        asm!(
            "tilestored [{sums} + {step}*1], tmm0",
            "tilestored [{sums} + {step}*1 + 64], tmm1",
            "tilestored [{sums} + {step}*1 + {below}], tmm2",
            "tilestored [{sums} + {step}*1 + {below} + 64], tmm3",
            sums = in(reg) sums.as_mut_ptr(),
            step = in(reg) STRIDE,
            below = const LARGE / 2 * STRIDE,
            options(nostack, preserves_flags),
        );
    }
}
