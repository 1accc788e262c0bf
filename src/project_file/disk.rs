//! Files that appear whole: written aside, flushed, then given their name.

use std::fs::File;
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// Writes to the disk; a test can make any step of it fail.
#[derive(Default)]
pub(super) struct Disk<'a> {
    /// Asked before every step.
    pub fault: Option<&'a mut dyn FnMut() -> io::Result<()>>,
}

impl Disk<'_> {
    fn step(&mut self) -> io::Result<()> {
        self.fault.as_mut().map_or(Ok(()), |fault| fault())
    }

    /// Writes a file in full, then lets it take the place of whatever has that name.
    ///
    /// # Errors
    /// When a step fails; `path` is then as it was.
    pub(super) fn replace(
        &mut self,
        path: &Path,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<()> {
        self.step()?;
        let mut temporary = temporary_for(path)?;
        self.step()?;
        fill(temporary.as_file_mut())?;
        self.finish(temporary, path)
    }

    /// As [`Self::replace`], for a writer that wants a path.
    ///
    /// # Errors
    /// `Ok` with the writer's own error, `Err` with one of the disk.
    pub(super) fn replace_by_path<E>(
        &mut self,
        path: &Path,
        fill: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<(), Result<E, io::Error>> {
        self.step().map_err(Err)?;
        let temporary = temporary_for(path).map_err(Err)?;
        self.step().map_err(Err)?;
        fill(temporary.path()).map_err(Ok)?;
        self.finish(temporary, path).map_err(Err)
    }

    /// Copies a file in full.
    ///
    /// # Errors
    /// When a step fails; `to` is then as it was.
    pub(super) fn copy(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent)?;
        }
        self.replace(to, |file| io::copy(&mut File::open(from)?, file).map(drop))
    }

    /// Removes a file.
    ///
    /// # Errors
    /// When it is not there or may not be removed.
    pub(super) fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        std::fs::remove_file(path)
    }

    fn finish(&mut self, temporary: NamedTempFile, path: &Path) -> io::Result<()> {
        self.step()?;
        // Opened anew: a writer that was given the path may have replaced what the old handle points to.
        File::options().write(true).open(temporary.path())?.sync_all()?;
        self.step()?;
        temporary.persist(path).map_err(|error| error.error)?;
        sync_folder(path);
        Ok(())
    }
}

const PREFIX: &str = ".qunce-";
const SUFFIX: &str = ".tmp";

/// True for the names that unfinished files have.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// A file in the folder of `path`, with the permissions that `path` has or would get.
fn temporary_for(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    let old = std::fs::metadata(path).ok().map(|about| about.permissions());
    // The process's umask takes its part from this.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let temporary = builder.tempfile_in(folder)?;
    if let Some(old) = old {
        temporary.as_file().set_permissions(old)?;
    }
    Ok(temporary)
}

/// Makes a new name last through a power cut, where the system can.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Some(Ok(folder)) = path.parent().map(File::open) {
        drop(folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = path;
}
