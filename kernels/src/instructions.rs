//! Which instructions a processor has.

use std::fmt;

/// Instructions of the processor that an operation may use. There is no other way to a value than
/// to ask the processor, so that one with more than it has cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instructions(pub(crate) Kind);

/// The better ones stand further down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Kind {
    /// Whatever the program was compiled for.
    Plain,
    /// AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// The same, and products of bytes in AVX2's vectors (AVX-VNNI).
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    /// AVX-512 with products of bytes (VNNI).
    #[cfg(target_arch = "x86_64")]
    Vnni,
    /// The same, and tiles of bytes (AMX).
    #[cfg(target_arch = "x86_64")]
    Amx,
}

impl Instructions {
    /// The ones that every processor has.
    pub const PLAIN: Self = Self(Kind::Plain);

    /// All that this processor has, the best last.
    #[must_use]
    pub fn all() -> Vec<Self> {
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut))]
        let mut all = vec![Self::PLAIN];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            if avx2 {
                all.push(Self(Kind::Avx2));
            }
            if avx2 && is_x86_feature_detected!("avxvnni") {
                all.push(Self(Kind::AvxVnni));
            }
            if avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
            {
                all.push(Self(Kind::Vnni));
                if crate::amx::available() {
                    all.push(Self(Kind::Amx));
                }
            }
        }
        all
    }

    /// The best that this processor has.
    #[must_use]
    pub fn best() -> Self {
        Self::all().pop().unwrap_or(Self::PLAIN)
    }

    /// The best that this processor has and that are no better than those of a name: `plain`,
    /// `avx2`, `avxvnni`, `vnni` or `amx`. None if it is no such name.
    #[must_use]
    pub fn up_to(name: &str) -> Option<Self> {
        let most = match name {
            "plain" => Kind::Plain,
            #[cfg(target_arch = "x86_64")]
            "avx2" => Kind::Avx2,
            #[cfg(target_arch = "x86_64")]
            "avxvnni" => Kind::AvxVnni,
            #[cfg(target_arch = "x86_64")]
            "vnni" => Kind::Vnni,
            #[cfg(target_arch = "x86_64")]
            "amx" => Kind::Amx,
            #[cfg(not(target_arch = "x86_64"))]
            "avx2" | "avxvnni" | "vnni" | "amx" => Kind::Plain,
            _ => return None,
        };
        let mut all = Self::all().into_iter();
        all.rfind(|kind| kind.0 <= most)
    }

    /// Whether products of bytes are faster than those of floating-point numbers: with VNNI three
    /// times in an encoder, with AVX2 alone 1.4 times.
    #[must_use]
    pub fn multiply_bytes(self) -> bool {
        self != Self::PLAIN
    }
}

impl fmt::Display for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self.0 {
            Kind::Plain => "plain",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => "AVX-VNNI",
            #[cfg(target_arch = "x86_64")]
            Kind::Vnni => "AVX-512 VNNI",
            #[cfg(target_arch = "x86_64")]
            Kind::Amx => "AMX",
        })
    }
}

/// Defines an operation that is compiled once for each kind of instructions: `body` is generic
/// over these and inlined. Where it multiplies bytes, it is `in tiles` where the processor has them.
macro_rules! operation {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident($($argument:ident: $type:ty),+ $(,)?) by $body:ident $(in $tiles:ident)?
    ) => {
        $(#[$attribute])*
        #[allow(clippy::too_many_arguments, reason = "with the instructions one may have more")]
        $visibility fn $name(instructions: $crate::Instructions, $($argument: $type),+) {
            use $crate::instructions::Kind;

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            fn avx2($($argument: $type),+) {
                $body::<$crate::x86::Avx2>($($argument),+);
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,avxvnni")]
            fn avx_vnni($($argument: $type),+) {
                $body::<$crate::x86::AvxVnni>($($argument),+);
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
            fn vnni($($argument: $type),+) {
                $body::<$crate::x86::Vnni>($($argument),+);
            }

            match instructions.0 {
                Kind::Plain => $body::<$crate::tile::Plain>($($argument),+),
                #[cfg(target_arch = "x86_64")]
                // SAFETY: there is no such value where the processor lacks the instructions.
                Kind::Avx2 => unsafe { avx2($($argument),+) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: there is no such value where the processor lacks the instructions.
                Kind::AvxVnni => unsafe { avx_vnni($($argument),+) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: there is no such value where the processor lacks the instructions.
                Kind::Vnni => unsafe { vnni($($argument),+) },
                #[cfg(target_arch = "x86_64")]
                Kind::Amx => $crate::instructions::operation!(
                    @amx vnni $body [$($argument: $type),+] $($tiles)?
                ),
            }
        }
    };
    (@amx $vnni:ident $body:ident [$($argument:ident: $type:ty),+]) => {
        // SAFETY: there is no such value where the processor lacks the instructions.
        unsafe { $vnni($($argument),+) }
    };
    (@amx $vnni:ident $body:ident [$($argument:ident: $type:ty),+] tiles) => {{
        #[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
        fn amx($($argument: $type),+) {
            // SAFETY: this is called where tiles are to be had.
            let _tiles = unsafe { $crate::amx::Tiles::new() };
            $body::<$crate::x86::Amx>($($argument),+);
        }
        // SAFETY: there is no such value where the processor lacks the instructions.
        unsafe { amx($($argument),+) }
    }};
}

pub(crate) use operation;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_better_instructions_from_being_used() {
        assert_eq!(Instructions::up_to("plain"), Some(Instructions::PLAIN));
        assert_eq!(Instructions::up_to("amx"), Some(Instructions::best()));
        assert_eq!(Instructions::up_to("AVX2"), None);
        let all = Instructions::all();
        for (name, kind) in ["plain", "avx2", "avxvnni", "vnni", "amx"].iter().zip(0..) {
            let found = Instructions::up_to(name).unwrap();
            assert!(found.0 as usize <= kind && all.contains(&found), "{name}");
        }
        for kind in &all {
            let name = kind.to_string().to_lowercase().replace("avx-512 ", "");
            assert_eq!(Instructions::up_to(&name.replace('-', "")), Some(*kind));
        }
    }
}
