//! What the targets share: the embedded catalogs, and inputs that show what grows too fast.

pub mod json;

use std::borrow::Cow;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use errcode::catalog::Catalogs;

/// The catalogs of the binary.
pub static CATALOGS: LazyLock<Catalogs> = LazyLock::new(Catalogs::embedded);

/// How long a repeated text gets, in bytes.
const LONG: usize = 16 << 10;

/// The first byte of an input, which chooses among ways, and the rest.
pub fn choice(data: &[u8]) -> (u8, &[u8]) {
    data.split_first().map_or((0, data), |(first, rest)| (*first, rest))
}

/// The text of an input. One choice in sixteen repeats its middle until it has 16 KiB, so that
/// what takes more than linear time is seen: the text is cut in three at the bytes 0xff.
pub fn text(choice: u8, data: &[u8]) -> Cow<'_, [u8]> {
    if choice >> 4 != 15 {
        return Cow::Borrowed(data);
    }
    let mut parts = data.splitn(3, |byte| *byte == 0xff);
    let (a, b, c) = (parts.next(), parts.next(), parts.next());
    let (before, middle, behind) = match (a, b, c) {
        (Some(a), Some(b), c) => (a, b, c.unwrap_or_default()),
        _ => (&[][..], data, &[][..]),
    };
    if middle.is_empty() {
        return Cow::Borrowed(data);
    }
    let times = LONG.saturating_sub(before.len() + behind.len()) / middle.len();
    Cow::Owned([before, &middle.repeat(times), behind].concat())
}

/// Runs something that must be done in time: that of the processor, for the machine may be busy.
///
/// # Panics
/// Where it takes longer.
pub fn in_time<T>(what: &str, most: Duration, run: impl FnOnce() -> T) -> T {
    let (clock, start) = (Instant::now(), processor_time());
    let done = run();
    if clock.elapsed() > most {
        let took = processor_time().saturating_sub(start);
        assert!(took < most, "{what} took {took:?}");
    }
    done
}

/// What every input has to be done in, instrumented as it is.
pub const SOON: Duration = Duration::from_secs(3);

/// How long the main thread has run.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let first = told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok());
    Duration::from_nanos(first.unwrap_or_default())
}
