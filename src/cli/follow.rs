//! A file that grows: followed by its name, across rotation and truncation.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use crate::scan::Source;

/// How often a look is taken at whether the file has grown.
const GLANCE: Duration = Duration::from_millis(50);

/// A file that is followed by its name. Where the name comes to belong to another file, the old
/// one is read to its end first; where the file becomes shorter, it is read from the start again.
/// While there is no file of the name, it is waited for.
pub(crate) struct Followed {
    path: PathBuf,
    file: Option<File>,
    at: u64,
    stop: Arc<AtomicBool>,
}

impl Followed {
    /// Follows what has this name, now or later.
    pub(crate) fn new(path: PathBuf, stop: &Arc<AtomicBool>) -> Self {
        Self { path, file: None, at: 0, stop: Arc::clone(stop) }
    }

    /// Whether there may be more to read now.
    fn has_more(&mut self) -> io::Result<bool> {
        let Some(file) = &mut self.file else { return self.reopen() };
        let here = file.metadata()?;
        if here.len() > self.at {
            return Ok(true);
        }
        if here.len() < self.at {
            file.rewind()?;
            self.at = 0;
            return Ok(here.len() > 0);
        }
        // The name may be gone for a moment while files are rotated.
        match std::fs::metadata(&self.path) {
            Ok(named) if named.is_file() && !is_same(&here, &named) => self.reopen(),
            _ => Ok(false),
        }
    }

    /// Opens what has the name now. Nothing yet, or nothing that may be read: it is waited for. A
    /// pipe is not opened, as that alone may wait without end.
    fn reopen(&mut self) -> io::Result<bool> {
        if !std::fs::metadata(&self.path).is_ok_and(|about| about.is_file()) {
            return Ok(false);
        }
        let Ok(file) = File::open(&self.path) else { return Ok(false) };
        let about = file.metadata()?;
        if !about.is_file() {
            return Ok(false);
        }
        self.file = Some(file);
        self.at = 0;
        Ok(about.len() > 0)
    }
}

/// Whether a path can be followed: it is a file, or nothing yet. Pipes are read as they are.
pub(crate) fn can_follow(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |about| about.is_file())
}

impl Source for Followed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(0);
            }
            if self.has_more()? {
                let Some(file) = &mut self.file else { continue };
                match file.read(buffer) {
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
        let mut followed = Followed::new(path.clone(), &Arc::new(AtomicBool::new(false)));
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
        std::fs::remove_file(&path).unwrap();
        append("six\n");
        assert_eq!(next(), "six\n", "a file that was gone is read when it is there again");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
