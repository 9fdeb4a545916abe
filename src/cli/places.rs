//! Where users keep catalogs of their own.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use etcetera::base_strategy::{Apple, choose_base_strategy};

use crate::catalog::Source;

/// Where to look, the most explicit first: files that were named, `$ERRCODE_PATH`, the user's
/// configuration.
pub(crate) fn sources(named: &[PathBuf]) -> Vec<Source> {
    let mut sources: Vec<Source> = named.iter().cloned().map(Source::File).collect();
    let listed = env::var_os("ERRCODE_PATH").unwrap_or_default();
    let listed = env::split_paths(&listed).filter(|path| !path.as_os_str().is_empty());
    sources.extend(listed.map(Source::Listed));
    let folders = configuration().into_iter().map(|base| base.join("errcode").join("catalogs"));
    sources.extend(folders.map(Source::Folder));
    sources
}

/// The folders in which programs keep their configuration: `$XDG_CONFIG_HOME` or `~/.config`; on
/// macOS `~/Library/Application Support` as well; on Windows `%APPDATA%`. None of them where there
/// is no home: a program that is started without an environment has none.
fn configuration() -> Vec<PathBuf> {
    let xdg = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let mut folders: Vec<PathBuf> = xdg.into_iter().collect();
    let usual = choose_base_strategy().ok().map(|base| base.config_dir());
    folders.extend(usual.filter(|usual| !folders.contains(usual)));
    if cfg!(target_os = "macos") {
        folders.extend(Apple::new().ok().map(|base| base.data_dir()));
    }
    folders
}
