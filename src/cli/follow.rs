//! A file that grows: followed by its name, across rotation and truncation.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use crate::scan::Source;

/// How often a look is taken at whether the file has grown.
const GLANCE: Duration = Duration::from_millis(50);

/// A file that is followed by its name. Where the name comes to belong to another file, the old
/// one is read to its end first; where the file becomes shorter, it is read from the start again.
pub(crate) struct Followed {
    path: PathBuf,
    file: File,
    at: u64,
    stop: Arc<AtomicBool>,
}

impl Followed {
    pub(crate) fn open(path: PathBuf, stop: &Arc<AtomicBool>) -> io::Result<Self> {
        let file = File::open(&path)?;
        Ok(Self { path, file, at: 0, stop: Arc::clone(stop) })
    }

    /// Whether there may be more to read now.
    fn has_more(&mut self) -> io::Result<bool> {
        let here = self.file.metadata()?;
        if here.len() > self.at {
            return Ok(true);
        }
        if here.len() < self.at {
            self.file.rewind()?;
            self.at = 0;
            return Ok(here.len() > 0);
        }
        // The name may be gone for a moment while files are rotated.
        match std::fs::metadata(&self.path) {
            Ok(named) if !is_same(&here, &named) => {
                self.file = File::open(&self.path)?;
                self.at = 0;
                Ok(named.len() > 0)
            }
            _ => Ok(false),
        }
    }
}

impl Source for Followed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(0);
            }
            if self.has_more()? {
                match self.file.read(buffer) {
                    Ok(0) => {}
                    Ok(read) => {
                        self.at += read as u64;
                        return Ok(read);
                    }
                    Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                    Err(fault) => return Err(fault),
                }
            }
            sleep(GLANCE);
        }
    }

    fn ready(&mut self, within: Duration) -> bool {
        if matches!(self.has_more(), Ok(true)) {
            return true;
        }
        sleep(within);
        matches!(self.has_more(), Ok(true))
    }
}

#[cfg(unix)]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    a.created().ok() == b.created().ok()
}

#[cfg(test)]
mod tests {
    use std::fs::{File, OpenOptions, rename};
    use std::io::Write;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::Followed;
    use crate::scan::Source;

    #[test]
    fn growth_rotation_and_truncation_lose_nothing() {
        let folder = std::env::temp_dir().join(format!("errcode-follow-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("app.log");
        let append = |text: &str| {
            let file = OpenOptions::new().create(true).append(true).open(&path);
            file.unwrap().write_all(text.as_bytes()).unwrap();
        };
        append("one\n");
        let mut followed = Followed::open(path.clone(), &Arc::new(AtomicBool::new(false))).unwrap();
        let mut next = || {
            let mut buffer = [0; 100];
            let read = followed.read(&mut buffer).unwrap();
            String::from_utf8_lossy(&buffer[..read]).into_owned()
        };
        assert_eq!(next(), "one\n");
        append("two\n");
        assert_eq!(next(), "two\n");
        append("three\n");
        rename(&path, folder.join("app.log.1")).unwrap();
        append("four\n");
        assert_eq!(next(), "three\n", "the old file is read to its end");
        assert_eq!(next(), "four\n", "then the new one");
        File::create(&path).unwrap();
        append("5\n");
        assert_eq!(next(), "5\n", "a truncated file is read from its start");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
