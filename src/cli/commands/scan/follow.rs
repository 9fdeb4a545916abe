//! Several files followed at once.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::super::super::input;
use super::answer::Answer;
use super::sinks::{NotWritten, Out};
use super::turns::{Turn, Turns};
use super::{Run, Sink};

impl Run<'_, '_> {
    /// Follows all files at once, each on a thread of its own, tells what `make` makes for each, and
    /// says how many findings there were. `header` is written wherever lines of another file begin.
    pub(super) fn follow<S: Answer + Send>(
        &mut self,
        header: Option<&Out>,
        label: impl Fn(Option<&Path>) -> Option<String>,
        make: impl Fn() -> S,
    ) -> anyhow::Result<u64> {
        let make = |path: Option<&Path>| {
            let mut sink = make();
            sink.begin(label(path));
            sink
        };
        let mut found = 0;
        for (path, mut sink, result) in self.follow_each(header, make, S::has_enough) {
            match result {
                Ok(()) => sink.end()?,
                Err(fault) => {
                    self.settle(path.as_deref(), Err(fault))?;
                    sink.break_off()?;
                }
            }
            found += sink.found();
        }
        Ok(found)
    }

    /// Follows all files at once, each on a thread of its own with the sink that `make` gives it,
    /// and gives the sinks back, each with how the reading ended.
    pub(super) fn follow_each<S: Sink + Send>(
        &self,
        header: Option<&Out>,
        make: impl Fn(Option<&Path>) -> S,
        done: impl Fn(&S) -> bool + Sync,
    ) -> Vec<(Option<PathBuf>, S, io::Result<()>)> {
        let turns = Turns::default();
        let (run, turns, done) = (self, &turns, &done);
        std::thread::scope(|scope| {
            let handles = self.args.files.iter().enumerate().map(|(number, path)| {
                let path = Some(path.as_path()).filter(|path| path.as_os_str() != "-");
                let header = header.map(|out| (out.clone(), input::name(path)));
                let mut turn = Turn::new(turns, number, make(path), header);
                scope.spawn(move || {
                    let result = run.read(path, &mut turn);
                    let unwritten =
                        |fault: &io::Error| fault.get_ref().is_some_and(|it| it.is::<NotWritten>());
                    if result.as_ref().is_err_and(unwritten) || done(turn.sink()) {
                        run.stop.store(true, Ordering::Relaxed);
                    }
                    (path.map(Path::to_owned), turn.into_sink(), result)
                })
            });
            let handles: Vec<_> = handles.collect();
            handles.into_iter().filter_map(|handle| handle.join().ok()).collect()
        })
    }
}
