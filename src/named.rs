//! Choices with names: what is asked for by a word, on a command line or in Python.

use crate::error::Result;

/// A value that is one of a few, each with a name.
///
/// ```
/// use sayso::Named;
/// use sayso::attribution::Act;
///
/// assert_eq!(Act::Deny.name(), "deny");
/// assert_eq!(Act::named("Deny").unwrap(), Act::Deny);
/// assert_eq!(
///     Act::named("sing").unwrap_err().to_string(),
///     r#"unknown act "sing" (known: state, deny, ask, order, promise, believe, show)"#,
/// );
/// ```
pub trait Named: Copy + Send + Sync + 'static {
    /// All of them, in their order.
    fn all() -> &'static [Self];

    /// Its name: lower case, words with hyphens between them.
    #[must_use]
    fn name(self) -> &'static str;

    /// What it is, in a sentence or two.
    #[must_use]
    fn about(self) -> &'static str;

    /// The one of that name, in capitals or not.
    ///
    /// # Errors
    /// [`crate::Error::Usage`], with the names that there are.
    fn named(name: &str) -> Result<Self>;
}

/// Defines an enum whose variants have names, and all that comes of them: [`Named`], `ALL`,
/// [`std::fmt::Display`] and [`std::str::FromStr`]. The documentation of a variant is what
/// [`Named::about`] says of it. First comes what messages call the whole,
/// then the default, if there is one.
macro_rules! named {
    (
        $noun:literal $(, default $default:ident)?;
        $(#[$attribute:meta])*
        pub enum $type:ident {
            $( $(#[doc = $about:literal])+ $variant:ident = $name:literal, )+
        }
    ) => {
        $(#[$attribute])*
        pub enum $type {
            $( $(#[doc = $about])+ $variant, )+
        }

        impl $type {
            /// All of them, in their order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];
        }

        impl $crate::named::Named for $type {
            fn all() -> &'static [Self] {
                &Self::ALL
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            fn about(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($about),+).trim_ascii_start(),)+
                }
            }

            fn named(name: &str) -> $crate::error::Result<Self> {
                let all = Self::ALL.into_iter();
                let mut like = all.filter(|value| name.eq_ignore_ascii_case($crate::named::Named::name(*value)));
                like.next().ok_or_else(|| {
                    let known = [$($name),+].join(", ");
                    $crate::error::Error::Usage(format!(
                        "unknown {} \"{name}\" (known: {known})", $noun
                    ))
                })
            }
        }

        $(impl Default for $type {
            fn default() -> Self {
                Self::$default
            }
        })?

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::named::Named::name(*self))
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::error::Error;

            fn from_str(name: &str) -> $crate::error::Result<Self> {
                $crate::named::Named::named(name)
            }
        }
    };
}

pub(crate) use named;
