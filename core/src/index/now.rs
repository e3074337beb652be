//! The time that a look-up compares with.

use crate::words::Timestamp;

/// The system's clock as of its last tick (1 to 4 ms): read without a system call.
///
/// Rows end at whole seconds at the earliest instant that they may, so a tick is exact enough.
#[cfg(target_os = "linux")]
#[inline]
pub fn now() -> Timestamp {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::RealtimeCoarse);
    Timestamp(time.tv_sec.saturating_mul(1000).saturating_add(time.tv_nsec / 1_000_000))
}

/// The system's clock.
#[cfg(not(target_os = "linux"))]
#[inline]
pub fn now() -> Timestamp {
    Timestamp::now()
}
