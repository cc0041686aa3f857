//! Methods that are compiled for the CPU features of a backend.
//!
//! A backend lists its features once, in a macro that passes the list to the macros of this file. [`all_detected`] tests
//! the CPU for them, before the value of the backend is created. [`kernels`] and [`masks`] enable them in the functions
//! that they compile. So the one claim of the two `unsafe` blocks here is that a value exists. That the list is long
//! enough for what the functions call is checked by the compiler: a call from a function with `#[target_feature]` is
//! only safe if the caller enables every feature of the callee.

/// Whether the CPU has all features of a list. `$detected` is the macro of the standard library that tests for one.
macro_rules! all_detected {
    ([$($feature:tt),*] $detected:ident) => {
        $($detected!($feature))&&*
    };
}

/// The kernels as methods of a backend, compiled for the features of a list.
macro_rules! kernels {
    ($features:tt $backend:ty) => {
        impl $backend {
            $crate::simd::features::kernel!($features $backend, separators[const N: usize](
                frame: &[u8],
                scan: &mut $crate::simd::Scan,
                out: &mut [u32; N],
                blocks_max: usize
            ) -> usize);
            $crate::simd::features::kernel!($features $backend, count_separators[](
                frame: &[u8],
                scan: &mut $crate::simd::Scan
            ) -> usize);
            $crate::simd::features::kernel!($features $backend, container_end[](frame: &[u8], at: usize) -> usize);
            $crate::simd::features::kernel!($features $backend, quote[](frame: &[u8], at: usize) -> usize);
            $crate::simd::features::kernel!($features $backend, text_end[](
                frame: &[u8],
                at: usize
            ) -> $crate::simd::TextEnd);
            $crate::simd::features::kernel!($features $backend, count_hints[](
                bytes: &[u8],
                range: ::core::ops::Range<usize>
            ) -> usize);
            $crate::simd::features::kernel!($features $backend, line_ends[](
                bytes: &[u8],
                at: usize,
                ends: &mut $crate::simd::LineEnds
            ) -> ());
            $crate::simd::features::kernel!($features $backend, blocks[V: $crate::simd::VisitBlock](
                frame: &[u8],
                at: usize,
                visitor: &mut V
            ) -> usize);
            $crate::simd::features::kernel!($features $backend, run[K: $crate::simd::Kernel](
                algorithm: K
            ) -> K::Output);
        }
    };
}

/// A method that runs the kernel of the same name.
macro_rules! kernel {
    (
        [$($feature:tt),*] $backend:ty,
        $name:ident[$($generic:tt)*]($($argument:ident: $type:ty),*) -> $result:ty
    ) => {
        #[inline]
        pub(super) fn $name<$($generic)*>(self, $($argument: $type),*) -> $result {
            #[target_feature($(enable = $feature),*)]
            fn compiled<$($generic)*>(simd: $backend, $($argument: $type),*) -> $result {
                $crate::simd::kernel::$name(simd, $($argument),*)
            }
            // SAFETY: `self` exists, so the CPU has all features of the backend's list, which are those of `compiled`.
            unsafe { compiled(self, $($argument),*) }
        }
    };
}

/// Methods that call the functions of the same names, which need some of the features of a list.
macro_rules! masks {
    ($features:tt $(fn $name:ident $arguments:tt -> $result:ty;)*) => {
        $($crate::simd::features::mask!($features fn $name $arguments -> $result);)*
    };
}

/// A method that calls the function of the same name.
macro_rules! mask {
    ([$($feature:tt),*] fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty) => {
        #[inline(always)]
        fn $name(self, $($argument: $type),*) -> $result {
            #[inline]
            #[target_feature($(enable = $feature),*)]
            fn compiled($($argument: $type),*) -> $result {
                $name($($argument),*)
            }
            // SAFETY: `self` exists, so the CPU has all features of the backend's list, which are those of `compiled`.
            unsafe { compiled($($argument),*) }
        }
    };
}

pub(super) use {all_detected, kernel, kernels, mask, masks};
